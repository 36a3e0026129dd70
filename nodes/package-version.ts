import { createRequire } from 'node:module';

const load = createRequire(__filename);

/** The version of this package; '' when its package.json cannot be found. */
export function packageVersion(): string {
  // Built, this file lies one folder deeper.
  for (const path of ['../package.json', '../../package.json']) {
    try {
      return (load(path) as { version: string }).version;
    } catch {
      continue;
    }
  }
  return '';
}
