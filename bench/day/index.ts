import { DAY_MINUTES } from '../../src/clock';
import { followDay } from './follow';
import type { DayFigures } from './home';
import { cronDay, everyMessageDay } from './others';

const ROOMS = 10;

/** A day of ten rooms with a message a minute each, in three ways. */
export async function measureDay(): Promise<DayFigures[]> {
  const { answers, ...ours } = await followDay(ROOMS, DAY_MINUTES);
  console.log('What became of the messages:', answers);
  return [ours, await cronDay(ROOMS, DAY_MINUTES), await everyMessageDay(ROOMS, DAY_MINUTES)];
}
