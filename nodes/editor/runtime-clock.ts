/** What Node-RED's clock is ahead of the browser's, ms. Either may be wrong, and the demo's home lives in a time of its own. */
let aheadMs = 0;

/** Takes in what time an answer says that it is. @param at ISO 8601; of anything else nothing is known */
export function takeIn(at: unknown): void {
  const time = typeof at === 'string' ? Date.parse(at) : NaN;
  if (!Number.isNaN(time)) aheadMs = time - Date.now();
}

/** The time where the accounts live, as their last answer told it, ms since the epoch; the browser's before the first. */
export const now = (): number => Date.now() + aheadMs;
