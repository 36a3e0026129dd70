import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The project's folder, wherever this file has been compiled to. */
export const ROOT = upTo('package.json', __dirname);

function upTo(name: string, folder: string): string {
  return existsSync(join(folder, name)) ? folder : upTo(name, dirname(folder));
}
