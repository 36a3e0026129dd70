import { HOUR } from '../clock';

/** More messages than this within an hour for one room come from a sensor, not from a person. */
const MAX_PER_HOUR = 6;

/** What a node remembers of the messages for one room. */
export interface Chatter {
  /** Ticks of the latest messages, ms. */
  readonly times: readonly number[];
  /** It was said once. */
  readonly said: boolean;
}

export const SILENCE: Chatter = { times: [], said: false };

/**
 * Counts one message for one room. `saySo` is true once: when it is the first to look like a sensor's.
 * @param ticks ms
 */
export const countMessage = (
  chatter: Chatter,
  ticks: number,
): { readonly chatter: Chatter; readonly saySo: boolean } => {
  const times = [...chatter.times, ticks]
    .filter((earlier) => ticks - earlier < HOUR)
    .slice(-(MAX_PER_HOUR + 1));
  const saySo = !chatter.said && times.length > MAX_PER_HOUR;
  return { chatter: { times, said: chatter.said || saySo }, saySo };
};
