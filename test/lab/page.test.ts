import assert from 'node:assert/strict';
import type { Figures } from '../../lab/figures';
import { filesOf, TWO_DAYS, twoDaysFile } from '../../lab/files';
import { PAGE } from '../../lab/page';
import { type PolicyName, POLICIES } from '../../lab/run';
import { SCENARIOS, type Scenario, scenarioOf } from '../../lab/scenarios';
import { DAYS, figuresOf, type Results, study, WINTERS } from '../../lab/study';
import { cellsOf, figuresIn } from '../../lab/tables';
import { WORDS } from '../../lab/words';
import { read, rowsOf, sectionOf } from '../docs/markdown';
import { keepsItsPromise } from './promise';

const ANEW = '`npm run lab` writes it anew';
const PATIENCE = 60_000;

/** The cells that the page shows of a scenario, by policy. */
const cellsIn = (id: string): ReadonlyMap<string, readonly string[]> =>
  new Map(rowsOf(sectionOf(read(PAGE), id)).map(([title = '', ...cells]) => [title, cells]));

const figuresTold = ({ id }: Scenario): ReadonlyMap<PolicyName, Figures> => {
  const cells = cellsIn(id);
  return new Map(POLICIES.map((policy) => [policy, figuresIn(cells.get(WORDS[policy].title) ?? [])]));
};

const told: Results = new Map(SCENARIOS.map((scenario) => [scenario, figuresTold(scenario)]));

describe('docs/lab.md', () => {
  it('says in words and bars what its tables say', async () => {
    const files = await filesOf({ results: told, winters: WINTERS.length, days: DAYS });
    for (const [path, text] of files) assert.equal(read(path), text, `${path}: ${ANEW}`);
  });

  it('shows two days as the code lives through them', async () => {
    assert.ok(read(TWO_DAYS) === (await twoDaysFile()), `${TWO_DAYS}: ${ANEW}`);
  });

  // One in full, and one with failures but without this package, which takes longest.
  for (const [id, policies] of [
    ['T1', POLICIES],
    ['T4', POLICIES.filter((policy) => policy !== 'ours')],
  ] as const)
    it(`tells the figures that the code comes to in ${id}`, async () => {
      const scenario = scenarioOf(id);
      const results = await study({ scenarios: [scenario], policies, seeds: WINTERS, days: DAYS });
      const cells = cellsIn(id);
      for (const policy of policies) {
        const { title } = WORDS[policy];
        assert.deepEqual(cells.get(title), cellsOf(figuresOf(results, id, policy)), `${title}: ${ANEW}`);
      }
    }).timeout(PATIENCE);

  for (const scenario of SCENARIOS)
    it(`shows that this package keeps its promise in ${scenario.id}`, () => {
      keepsItsPromise(scenario, (policy) => figuresOf(told, scenario.id, policy));
    });
});
