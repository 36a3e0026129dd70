const MB = 1024 * 1024;

/** Collects all that can go, so that what is measured next is what is in use. */
export async function collect(): Promise<void> {
  const { gc } = globalThis;
  if (!gc) throw new Error('Start Node.js with --expose-gc');
  for (let times = 0; times < 3; times += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    gc();
  }
}

/** Bytes in use when everything that can go has gone. */
export async function heapUsed(): Promise<number> {
  await collect();
  return process.memoryUsage().heapUsed;
}

export const megabytes = (bytes: number): number => bytes / MB;
