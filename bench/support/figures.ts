/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}

/** Rounded to so many digits after the point. */
export const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

/** How long `work` takes, and how long the processor works for it; ms. */
export async function timed(
  work: () => Promise<unknown>,
): Promise<{ readonly ms: number; readonly processorMs: number }> {
  const start = performance.now();
  const processorTimeUs = await processorTime(work);
  return { ms: performance.now() - start, processorMs: processorTimeUs / 1_000 };
}

/** Time of the processor that `work` takes, µs: what others do on the machine meanwhile does not count. */
export async function processorTime(work: () => Promise<unknown>): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return user + system;
}
