import { median, processorTime, round } from './support/figures';
import { BenchNodeRed, type Way } from './support/node-red';

/** What a message of a sensor costs in a real Node-RED when nothing has to be asked. µs of the processor, medians. */
export interface MessageFigures {
  /** Through a node that does nothing: what Node-RED itself takes to deliver it. */
  readonly nothing: number;
  /** Through a function node with `return msg;`. */
  readonly function: number;
  /** Through set truetemp in mode `follow`, between two looks at the room. */
  readonly ours: number;
  /** Through set truetemp in mode `set`, with a value within the tolerance. */
  readonly set?: number;
  /** What is our code's: `ours` − `nothing`. */
  readonly own: number;
  /** `ours` ÷ `function`, round by round. */
  readonly ratio: number;
}

const WAYS: readonly Way[] = ['nothing', 'function', 'ours', 'set'];
const ROUNDS = 25;
const MESSAGES = 2_000;
const WARM_UP = 10_000;

/** By turns, so that nothing else on the machine meets one of them alone. */
export async function measureMessages(): Promise<MessageFigures> {
  const nodeRed = await BenchNodeRed.start();
  const times: Record<Way, number[]> = { nothing: [], function: [], ours: [], set: [] };
  for (const way of WAYS) await nodeRed.send(way, WARM_UP);
  for (let index = 0; index < ROUNDS; index += 1)
    for (const way of WAYS)
      times[way].push((await processorTime(() => nodeRed.send(way, MESSAGES))) / MESSAGES);
  await nodeRed.stop();
  const each = (value: (index: number) => number): number =>
    median(times.ours.map((_, index) => value(index)));
  return {
    nothing: round(median(times.nothing), 1),
    function: round(median(times.function), 1),
    ours: round(median(times.ours), 1),
    set: round(median(times.set), 1),
    own: round(
      each((index) => times.ours[index]! - times.nothing[index]!),
      1,
    ),
    ratio: round(each((index) => times.ours[index]! / times.function[index]!)),
  };
}
