import { toHundredths } from '../celsius';

/** The newest value of one sensor of several in a room. */
export interface Source {
  /** As `msg.sensor` names it; '' for messages without. */
  readonly name: string;
  /** Wall-clock ms, by the sensor's own time where it told. */
  readonly at: number;
  /** °C */
  readonly value: number;
}

/** More sensors than this in one room are a mistake in the flow. */
export const MOST_SOURCES = 8;

/** The sensors of a room once one of them has told: the newest value of each, none that has grown stale. */
export const withSource = (
  sources: readonly Source[],
  told: Source,
  { now, staleMs }: { readonly now: number; readonly staleMs: number },
): Source[] => {
  const others = sources.filter(({ name, at }) => name !== told.name && now - at <= staleMs);
  const before = sources.find(({ name }) => name === told.name);
  const newest = before && before.at > told.at ? before : told;
  return [...others, newest].sort((a, b) => a.at - b.at).slice(-MOST_SOURCES);
};

/** What a room's sensors say together: the mean, °C to 0.01. @param told counts in place of what it said before */
export const meanOf = (sources: readonly Source[], told: Source): number => {
  const others = sources.filter(({ name }) => name !== told.name);
  return toHundredths(others.reduce((sum, { value }) => sum + value, told.value) / (others.length + 1));
};
