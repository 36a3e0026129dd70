import assert from 'node:assert/strict';
import type { Answer } from '../../lab/policy';
import { DAILY_WINDOW, run } from '../../lab/run';
import { scenarioOf } from '../../lab/scenarios';
import { GOOD_SENSOR } from '../../lab/sensor';
import { planTroubles } from '../../lab/troubles';
import { DAY_MINUTES } from '../../src/clock';

const SEED = 1;
const DAYS = 3;
/** The house starts at nine in the morning. */
const STARTS = 9 * 60;
/** Minutes until a look at the room must have seen what is the matter. */
const ONE_LOOK = 5;

/** What was lived through once need not be again. */
const known = new Map<string, readonly Answer[]>();

const answersIn = async (id: string, days = DAYS): Promise<readonly Answer[]> => {
  const before = known.get(id);
  if (before) return before;
  const answers: Answer[] = [];
  const onAnswer = (answer: Answer): void => void answers.push(answer);
  await run({ scenario: scenarioOf(id), policy: 'ours', seed: SEED, days, onAnswer });
  known.set(id, answers);
  return answers;
};

/** How often each came. */
const countsOf = (answers: readonly Answer[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { reason } of answers) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
};

/** Whether `holds` has held for all of the last look's time. */
const isSettledIn = (holds: (minute: number) => boolean, minute: number): boolean =>
  Array.from({ length: ONE_LOOK + 1 }, (_, ago) => minute - ago).every(holds);

describe('our policy, when something is the matter', () => {
  it('holds within one look when the valve cannot be reached, and says so at each look', async () => {
    const { isValveLost } = planTroubles(SEED, DAYS + 1, GOOD_SENSOR.every);
    const lost = (await answersIn('T4')).filter(({ minute }) => isSettledIn(isValveLost, minute));
    assert.ok(lost.length > 100, 'hours of it every day');
    assert.deepEqual(Object.keys(countsOf(lost.filter(({ isEvaluated }) => isEvaluated))), [
      'ROOM_UNREACHABLE',
    ]);
    assert.equal(countsOf(lost)['corrected'], undefined);
  });

  it('does nothing by itself while the sensor is silent', async () => {
    const { isSensorDead } = planTroubles(SEED, DAYS + 1, GOOD_SENSOR.every);
    const answers = await answersIn('T4');
    assert.deepEqual(
      answers.filter(({ minute }) => isSensorDead(minute)),
      [],
    );
    assert.ok((countsOf(answers)['corrected'] ?? 0) > 0, 'and goes on afterwards');
  });

  it('holds within one look when a window is open, and for half an hour after', async () => {
    const { opens, minutes } = DAILY_WINDOW;
    const noticed = opens + 3;
    // The look before it was closed is the last that saw it open.
    const rested = opens + minutes + 30 - ONE_LOOK;
    const aired = (await answersIn('T1')).filter(({ minute }) => {
      const minuteOfDay = (STARTS + minute) % DAY_MINUTES;
      return minuteOfDay >= noticed + ONE_LOOK && minuteOfDay < rested;
    });
    const looks = aired.filter(({ isEvaluated }) => isEvaluated);
    assert.ok(looks.length >= DAYS * 5, `${looks.length} looks`);
    assert.deepEqual(Object.keys(countsOf(looks)), ['window']);
  });

  it('says within two days that corrections do nothing, and sends few more', async () => {
    const days = 7;
    const answers = await answersIn('T10', days);
    const corrected = answers.filter(({ reason }) => reason === 'corrected');
    assert.ok(corrected.length > 0 && corrected.length <= 20, `${corrected.length} corrections`);
    const told = answers.find(({ reason }) => reason === 'not-responding')?.minute ?? Infinity;
    assert.ok(told <= 2 * DAY_MINUTES, `told after ${told / DAY_MINUTES} days`);
    const { budget = 0, 'not-responding': silent = 0 } = countsOf(answers);
    assert.ok(budget + silent > 100, JSON.stringify({ budget, silent }));
  });
});
