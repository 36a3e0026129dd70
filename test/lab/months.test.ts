import assert from 'node:assert/strict';
import type { Figures } from '../../lab/figures';
import { type PolicyName, run } from '../../lab/run';
import { scenarioOf } from '../../lab/scenarios';
import { keepsItsPromise } from './promise';

const SEED = 1;
/** Enough for corrections to add up, and for a day to be learned. */
const DAYS = 5;
const WEEK = 7;
/** A sensor that drifts by half a degree a day has used up a budget of 5 °C by then, days. */
const BUDGET_GONE = 12;
const MONTH = 28;
/** What one healthy day in 48 is, %. */
const RARELY = 100 / 48;

/** What was lived through once need not be again. */
const known = new Map<string, Promise<Figures>>();

const lived = (id: string, days: number, policy: PolicyName = 'ours'): Promise<Figures> => {
  const key = `${id} ${days} ${policy}`;
  const figures = known.get(key) ?? run({ scenario: scenarioOf(id), policy, seed: SEED, days });
  known.set(key, figures);
  return figures;
};

/** What takes weeks to show, in one winter of each; `npm run lab` has more of them. */
describe('follow in the long run', () => {
  it('is as good in the fourth week where corrections replace the reading and no offset is told', async () => {
    const { lastWeek, withoutBudget } = await lived('absolute, untold', MONTH);
    assert.ok(lastWeek <= 0.25, `${lastWeek} °C`);
    assert.ok(withoutBudget < 10, `${withoutBudget} looks a day`);
  });

  it('keeps its promise for four weeks there', async () => {
    const figures = new Map<PolicyName, Figures>();
    for (const policy of ['oracle', 'none', 'ours'] as const)
      figures.set(policy, await lived('absolute, untold', MONTH, policy));
    keepsItsPromise(scenarioOf('absolute, untold'), (policy) => figures.get(policy)!);
  });

  for (const id of ['absolute, told', 'ignores, told', 'replaces, told', 'clamps'])
    it(`leaves next to nothing behind after an undo (${id})`, async () => {
      const { afterUndo } = await lived(id, DAYS);
      assert.ok(afterUndo <= 0.5, `${afterUndo} °C`);
    });

  for (const id of ['frozen at 21.0', 'frozen at 20.4', 'frozen at 21.6'])
    it(`bears a sensor ${id} for half a week`, async () => {
      const { coldest, warmest } = await lived(id, DAYS);
      assert.ok(coldest >= -2 && warmest <= 2, `${coldest} to ${warmest} °C from the target`);
    });

  for (const id of ['on/off', 'very late'])
    it(`corrects at most eight times a day (${id})`, async () => {
      const { corrections } = await lived(id, DAYS);
      assert.ok(corrections <= 8, `${corrections}`);
    });

  it('does not run away though it forgets every night and the sensor is stuck', async () => {
    const { largestOffset } = await lived('forgets, frozen', WEEK);
    assert.ok(largestOffset <= 6, `${largestOffset} °C`);
  });

  it('follows a drifting sensor no further than its budget, where the offset is told', async () => {
    const { largestOffset } = await lived('drifts up', BUDGET_GONE);
    assert.ok(largestOffset <= 5.25, `${largestOffset} °C`);
  });

  it('says within two days that corrections do nothing, and of no healthy valve', async () => {
    assert.ok((await lived('dead', 3)).silentAfter <= 2);
    for (const id of ['plain', 'late']) {
      const { silentUntrue } = await lived(id, DAYS);
      assert.ok(silentUntrue <= RARELY, `${silentUntrue} % of the days in ${id}`);
    }
  });

  it('is nearly as good by foresight as a valve that knows the room, with few corrections', async () => {
    const [ours, best] = [await lived('plain', DAYS), await lived('plain', DAYS, 'oracle')];
    assert.ok(ours.comfortError <= best.comfortError + 0.05, `${ours.comfortError}, ${best.comfortError} °C`);
    assert.ok(ours.corrections <= 4, `${ours.corrections} a day`);
  });

  for (const id of ['two valves', 'warm evenings'])
    it(`is by foresight hardly ever worse than by the rules alone (${id})`, async () => {
      const [ours, rules] = [await lived(id, DAYS), await lived(id, DAYS, 'rules')];
      assert.ok(
        ours.comfortError <= rules.comfortError + 0.03,
        `${ours.comfortError}, ${rules.comfortError}`,
      );
      assert.ok(ours.corrections <= rules.corrections + 1, `${ours.corrections}, ${rules.corrections}`);
    });
});
