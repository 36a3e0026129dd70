import { OURS } from '../day/home';
import { ALL_NODES } from '../loading';
import { growthPerMessage } from '../memory';
import { ONE_CORRECTION } from '../operations';
import type { FullRun } from '../results';
import { spreadOf } from '../scale';
import { totalOf } from '../size';
import { FLAT } from '../slips';
import { named, number } from './words';

/** What this package wants to be, and whether it is. */
export interface Goal {
  readonly what: string;
  readonly goal: string;
  readonly measured: string;
  readonly isReached: boolean;
}

interface Limit {
  readonly what: string;
  readonly most: number;
  readonly value: number;
  readonly unit: string;
  readonly digits: number;
}

/** What is asked of every release. */
const LIMITS = {
  correction: 1.1,
  own: 20,
  spread: 1.2,
  loadMs: 60,
  loadMB: 12,
  installed: 9,
  day: 550,
} as const;

export function goalsOf({ results }: FullRun): Goal[] {
  const { operations, messages, memory, loading, size, rooms, accounts, day } = results;
  const ours = named(day, OURS);
  const load = named(loading, ALL_NODES);
  const limits: readonly Limit[] = [
    {
      ...{ what: 'a correction, beside the same requests with bare undici', unit: '×', digits: 2 },
      ...{ most: LIMITS.correction, value: named(operations, ONE_CORRECTION).ratio },
    },
    {
      ...{ what: 'our code for a message that is decided here', unit: 'µs', digits: 1 },
      ...{ most: LIMITS.own, value: messages.own },
    },
    {
      ...{ what: 'the same with 1,000 rooms, beside 10', unit: '×', digits: 2 },
      ...{ most: LIMITS.spread, value: spreadOf(rooms) },
    },
    {
      ...{ what: 'the same with 1,000 accounts, beside 10', unit: '×', digits: 2 },
      ...{ most: LIMITS.spread, value: spreadOf(accounts) },
    },
    {
      ...{ what: 'growth of the heap for each message', unit: 'bytes', digits: 1 },
      ...{ most: FLAT, value: growthPerMessage(memory) },
    },
    {
      ...{ what: 'loading all nodes, time', unit: 'ms', digits: 0 },
      ...{ most: LIMITS.loadMs, value: load.wallMs },
    },
    {
      ...{ what: 'loading all nodes, memory of the process', unit: 'MB', digits: 1 },
      ...{ most: LIMITS.loadMB, value: load.rssMB },
    },
    {
      ...{ what: 'installed, with all that comes along', unit: 'MB', digits: 1 },
      ...{ most: LIMITS.installed, value: totalOf(size) },
    },
    {
      ...{ what: 'requests of a home in a day', unit: '', digits: 0 },
      ...{ most: LIMITS.day, value: ours.requests },
    },
    {
      ...{ what: 'requests that Netatmo refuses in that day', unit: '', digits: 0 },
      ...{ most: 0, value: ours.rejections },
    },
  ];
  return limits.map(({ what, most, value, unit, digits }) => ({
    what,
    goal: `at most ${number(most, Number.isInteger(most) ? 0 : digits)} ${unit}`.trim(),
    measured: `${number(value, digits)} ${unit}`.trim(),
    isReached: value <= most,
  }));
}
