/**
 * What the cloud makes of `POST /api/truetemperature`; nobody outside Netatmo knows which one is true.
 * - `additive`: offset += corrected − current, shown by the valve's next report
 * - `immediate`: the same, shown at once
 * - `absolute`: offset = corrected − the valve's raw reading
 * - `replacing`: offset = corrected − current, whatever it was before
 * - `none`: accepted without effect
 */
export type CorrectionSemantics = 'additive' | 'absolute' | 'immediate' | 'replacing' | 'none';

/** How a cloud takes corrections, °C. */
export interface OffsetRules {
  readonly semantics: CorrectionSemantics;
  /** The largest offset that it stores, either way. */
  readonly largestOffset: number;
  /** It accepts a smaller correction without effect. */
  readonly smallestCorrection: number;
}

/** Differences of decimals are not exact. */
const NOISE = 1e-6;

/** The offset after one correction. All values in °C. */
export const correctedOffset = (
  { semantics, largestOffset, smallestCorrection }: OffsetRules,
  offset: number,
  raw: number,
  correction: { readonly current: number; readonly corrected: number },
): number => {
  if (Math.abs(correction.corrected - correction.current) < smallestCorrection - NOISE) return offset;
  const wanted = wantedOffset(semantics, offset, raw, correction);
  return Math.min(largestOffset, Math.max(-largestOffset, wanted));
};

const wantedOffset = (
  semantics: CorrectionSemantics,
  offset: number,
  raw: number,
  { current, corrected }: { readonly current: number; readonly corrected: number },
): number => {
  switch (semantics) {
    case 'none':
      return offset;
    case 'absolute':
      return corrected - raw;
    case 'replacing':
      return corrected - current;
    case 'additive':
    case 'immediate':
      return offset + corrected - current;
  }
};

/** The offset a cloud stores for one room, °C, and how a valve learns of it with a delay. */
export class StoredOffset {
  /** As the cloud stores it now. */
  value: number;
  #known: number;
  #onTheWay: { readonly value: number; readonly from: number }[] = [];

  constructor(value: number) {
    this.value = value;
    this.#known = value;
  }

  /** @param from ms of house time from which a report of the valve may carry it */
  store(value: number, from: number): void {
    this.value = value;
    this.#onTheWay.push({ value, from });
  }

  /** What a valve that asks at `now` is told. */
  forValve(now: number): number {
    const arrived = this.#onTheWay.filter((change) => change.from <= now);
    this.#known = arrived.at(-1)?.value ?? this.#known;
    this.#onTheWay = this.#onTheWay.filter((change) => change.from > now);
    return this.#known;
  }
}
