// `npm run lab`: every policy through every scenario, as tables in the terminal, and docs/lab.md with its charts.
// With `--long` every scenario for a month and through every winter, in the terminal only; that takes its time.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Crew } from './crew';
import { filesOf, TWO_DAYS, twoDaysFile } from './files';
import { SCENARIOS } from './scenarios';
import { STUDIES, study, type Study, WINTERS } from './study';
import { asText, MONTH_COLUMNS, rowsOf, scenarioRows, WEEK_COLUMNS } from './tables';

const ROOT = join(__dirname, '..');

const crew = new Crew();
const live = (what: Study): ReturnType<typeof study> => study(what, (job) => crew.run(job));

const short = async (): Promise<void> => {
  const [ten, others, months] = await Promise.all([
    live(STUDIES.ten),
    live(STUDIES.others),
    live(STUDIES.months),
  ]);
  for (const [{ id, what }, figures] of ten) console.log(`\n${id}: ${what}\n${asText(rowsOf(figures))}`);
  console.log(`\nA week\n${asText(scenarioRows(others, [...others.keys()], WEEK_COLUMNS))}`);
  console.log(`\nA month\n${asText(scenarioRows(months, [...months.keys()], MONTH_COLUMNS))}\n`);
  for (const [path, text] of [
    ...(await filesOf({ ten, others, months })),
    [TWO_DAYS, await twoDaysFile()] as const,
  ]) {
    writeFileSync(join(ROOT, path), text);
    console.log(`Wrote ${path}`);
  }
};

const long = async (): Promise<void> => {
  const months = await live({ ...STUDIES.months, scenarios: SCENARIOS, seeds: WINTERS });
  console.log(asText(scenarioRows(months, SCENARIOS, MONTH_COLUMNS)));
};

void (process.argv.includes('--long') ? long() : short()).finally(() => crew.close());
