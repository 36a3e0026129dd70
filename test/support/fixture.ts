import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An answer of the cloud as it was captured, its people made up; the name of a file in `test/fixtures/cloud`. */
export const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(join(__dirname, '../fixtures/cloud', `${name}.json`), 'utf8'));
