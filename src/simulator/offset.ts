/**
 * What the cloud makes of `POST /api/truetemperature`; nobody outside Netatmo knows which one is true.
 * - `additive`: offset += corrected − current, shown by the valve's next report
 * - `immediate`: the same, shown at once
 * - `absolute`: offset = corrected − the valve's raw reading
 * - `none`: accepted without effect
 */
export type CorrectionSemantics = 'additive' | 'absolute' | 'immediate' | 'none';

/** The offset after one correction, `largest` at most either way. All values in °C. */
export const correctedOffset = (
  semantics: CorrectionSemantics,
  offset: number,
  raw: number,
  correction: { readonly current: number; readonly corrected: number },
  largest: number,
): number => {
  if (semantics === 'none') return offset;
  const wanted =
    semantics === 'absolute'
      ? correction.corrected - raw
      : offset + correction.corrected - correction.current;
  return Math.min(largest, Math.max(-largest, wanted));
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
