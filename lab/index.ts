// `npm run lab`: every policy through every scenario, as a table in the terminal.
import { POLICIES } from './run';
import { SCENARIOS } from './scenarios';
import { study } from './study';
import { asText, rowsOf } from './tables';

const SEEDS = [1, 2, 3, 4, 5, 6];
const DAYS = 7;

const main = async (): Promise<void> => {
  await study({
    scenarios: SCENARIOS,
    policies: POLICIES,
    seeds: SEEDS,
    days: DAYS,
    onScenario: ({ id, what }, figures) => console.log(`\n${id}: ${what}\n${asText(rowsOf(figures))}`),
  });
};

void main();
