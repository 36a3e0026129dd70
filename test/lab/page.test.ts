import assert from 'node:assert/strict';
import type { Figures } from '../../lab/figures';
import { filesOf, TWO_DAYS, twoDaysFile } from '../../lab/files';
import { PAGE } from '../../lab/page';
import { type PolicyName, POLICIES } from '../../lab/run';
import { type Scenario, scenarioOf, TEN } from '../../lab/scenarios';
import { figuresOf, type Results, STUDIES, study } from '../../lab/study';
import {
  cellsOf,
  figuresIn,
  figuresInScenario,
  MONTH_COLUMNS,
  type PolicyColumn,
  scenarioCells,
  WEEK_COLUMNS,
} from '../../lab/tables';
import { WORDS } from '../../lab/words';
import { read, rowsOf, sectionOf } from '../docs/markdown';
import { keepsItsPromise } from './promise';

const ANEW = '`npm run lab` writes it anew';

/** The cells that the page shows of a scenario, by policy. */
const cellsIn = (id: string): ReadonlyMap<string, readonly string[]> =>
  new Map(rowsOf(sectionOf(read(PAGE), id)).map(([title = '', ...cells]) => [title, cells]));

const figuresTold = ({ id }: Scenario): ReadonlyMap<PolicyName, Figures> => {
  const cells = cellsIn(id);
  return new Map(POLICIES.map((policy) => [policy, figuresIn(cells.get(WORDS[policy].title) ?? [])]));
};

/** What the tables under headings tell of scenarios, one in a row. */
const toldUnder = (
  headings: readonly string[],
  scenarios: readonly Scenario[],
  columns: readonly PolicyColumn[],
): Results => {
  const rows = new Map(
    headings
      .flatMap((heading) => rowsOf(sectionOf(read(PAGE), heading)))
      .map(([id = '', ...cells]) => [id, cells] as const),
  );
  return new Map(
    scenarios.map((scenario) => [scenario, figuresInScenario(rows.get(scenario.id) ?? [], columns)]),
  );
};

const told: Results = new Map(TEN.map((scenario) => [scenario, figuresTold(scenario)]));
const OTHERS = ['Other houses', 'Other clouds', 'Other sensors', 'Other lives'];
const others = toldUnder(OTHERS, STUDIES.others.scenarios, WEEK_COLUMNS);
const months = toldUnder(['Four weeks'], STUDIES.months.scenarios, MONTH_COLUMNS);

describe('docs/lab.md', () => {
  it('says in words and bars what its tables say', async () => {
    const files = await filesOf({ ten: told, others, months });
    for (const [path, text] of files) assert.equal(read(path), text, `${path}: ${ANEW}`);
  });

  it('shows two days as the code lives through them', async () => {
    assert.ok(read(TWO_DAYS) === (await twoDaysFile()), `${TWO_DAYS}: ${ANEW}`);
  });

  // Nobody and the best in one, another tool in one with failures; this package below.
  for (const [id, policies] of [
    ['T1', ['none', 'oracle']],
    ['T4', ['siewers']],
  ] as const)
    it(`tells the figures that the code comes to in ${id}`, async () => {
      const scenario = scenarioOf(id);
      const results = await study({ ...STUDIES.ten, scenarios: [scenario], policies });
      const cells = cellsIn(id);
      for (const policy of policies) {
        const { title } = WORDS[policy];
        assert.deepEqual(cells.get(title), cellsOf(figuresOf(results, id, policy)), `${title}: ${ANEW}`);
      }
    });

  // With foresight in one, and all of them where few messages make it soon over.
  for (const [id, policies] of [
    ['plain', ['none', 'ours', 'oracle']],
    ['changes only', ['none', 'rules', 'ours', 'oracle']],
  ] as const)
    it(`tells the figures that the code comes to in “${id}”`, async () => {
      const scenario = scenarioOf(id);
      const results = await study({ ...STUDIES.others, scenarios: [scenario], policies });
      const columns = WEEK_COLUMNS.filter(({ policy }) => policies.some((each) => each === policy));
      const shownCells = scenarioCells(others.get(scenario)!, columns);
      assert.deepEqual(shownCells, scenarioCells(results.get(scenario)!, columns), ANEW);
    });

  for (const scenario of TEN)
    it(`shows that this package keeps its promise in ${scenario.id}`, () => {
      keepsItsPromise(scenario, (policy) => figuresOf(told, scenario.id, policy));
    });
});
