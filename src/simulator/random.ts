/** A seeded source of numbers: the same seed gives the same run. */
export interface Random {
  /** 0 ≤ n < 1 */
  next(): number;
  /** from ≤ n < to */
  between(from: number, to: number): number;
  /** `digits` lower-case hexadecimal digits. */
  hex(digits: number): string;
}

/** mulberry32 (public domain, Tommy Ettinger): 32 bits of state are plenty for a simulated house. */
export const createRandom = (seed: number): Random => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (from, to) => from + next() * (to - from),
    hex: (digits) => Array.from({ length: digits }, () => Math.floor(next() * 16).toString(16)).join(''),
  };
};
