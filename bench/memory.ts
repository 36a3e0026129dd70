import { collect, megabytes } from './support/heap';
import { round } from './support/figures';
import { BenchNodeRed } from './support/node-red';

/** Memory of a whole Node-RED after so many messages of a sensor, MB. */
export interface MemoryPoint {
  readonly messages: number;
  readonly heapMB: number;
  readonly rssMB: number;
}

const POINTS = 10;
const MESSAGES = 10_000;

/** Heap and RSS over 100,000 messages to set truetemp in mode `follow`; the first point is after a warm-up. */
export async function measureMemory(): Promise<MemoryPoint[]> {
  const nodeRed = await BenchNodeRed.start();
  await nodeRed.send('ours', MESSAGES);
  const points: MemoryPoint[] = [];
  for (let point = 0; point <= POINTS; point += 1) {
    if (point > 0) await nodeRed.send('ours', MESSAGES);
    await collect();
    const { heapUsed, rss } = process.memoryUsage();
    points.push({
      messages: point * MESSAGES,
      heapMB: round(megabytes(heapUsed), 2),
      rssMB: round(megabytes(rss), 1),
    });
  }
  await nodeRed.stop();
  return points;
}

/** Bytes by which the heap has grown for each message, from the first point to the last. */
export const growthPerMessage = (points: readonly MemoryPoint[]): number => {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || last.messages === first.messages) return NaN;
  return round(((last.heapMB - first.heapMB) * 1024 * 1024) / (last.messages - first.messages), 1);
};
