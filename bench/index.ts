import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureDay } from './day';
import { measureOperations } from './operations';
import { measureAccounts, measureMany, measureRooms } from './scale';

const OUT = join(__dirname, '../.bench');
const ROUNDS = 12;

const PARTS: Readonly<Record<string, () => Promise<unknown>>> = {
  operations: () => measureOperations(ROUNDS),
  rooms: measureRooms,
  accounts: measureAccounts,
  many: () => measureMany(),
  day: measureDay,
};

/** Measures the parts named on the command line, all if none is; prints tables and writes JSON. */
async function main(names: readonly string[]): Promise<void> {
  const results: Record<string, unknown> = {};
  for (const name of names.length > 0 ? names : Object.keys(PARTS)) {
    const part = PARTS[name];
    if (!part) throw new Error(`Choose some of ${Object.keys(PARTS).join(', ')}`);
    const figures = await part();
    results[name] = figures;
    console.log(`\n${name}`);
    console.table(Array.isArray(figures) ? figures : [figures]);
  }
  mkdirSync(OUT, { recursive: true });
  writeFileSync(join(OUT, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
}

void main(process.argv.slice(2));
