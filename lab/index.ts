// `npm run lab`: every policy through every scenario, as a table in the terminal, and docs/lab.md with its charts.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf, TWO_DAYS, twoDaysFile } from './files';
import { POLICIES } from './run';
import { SCENARIOS } from './scenarios';
import { DAYS, shown, study, WINTERS } from './study';
import { asText, rowsOf } from './tables';

const ROOT = join(__dirname, '..');

const main = async (): Promise<void> => {
  const results = await study({
    scenarios: SCENARIOS,
    policies: POLICIES,
    seeds: WINTERS,
    days: DAYS,
    onScenario: ({ id, what }, figures) => console.log(`\n${id}: ${what}\n${asText(rowsOf(figures))}`),
  });
  const files = await filesOf({ results: shown(results), winters: WINTERS.length, days: DAYS });
  console.log();
  for (const [path, text] of [...files, [TWO_DAYS, await twoDaysFile()] as const]) {
    writeFileSync(join(ROOT, path), text);
    console.log(`Wrote ${path}`);
  }
};

void main();
