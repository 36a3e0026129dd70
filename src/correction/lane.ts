/** What can wait in a {@link Lane}. */
export interface LaneMessage {
  /** Rises with each message that arrives. */
  readonly order: number;
  readonly weight: Weight;
}

/** How much is lost when a message is overtaken, see {@link weightOf}. */
export type Weight = 0 | 1 | 2 | 3;

/**
 * A message is overtaken only by a newer one of at least its own weight. So a stream of readings cannot swallow an
 * explicit command, and a trial cannot swallow the real thing; yet a new command makes older readings needless, and an
 * undo makes a forced value needless that it would take back at once.
 */
export const weightOf = (message: {
  readonly undo: boolean;
  readonly force: boolean;
  readonly dryRun: boolean;
}): Weight => {
  if (message.dryRun) return 0;
  if (message.undo) return 3;
  return message.force ? 2 : 1;
};

/**
 * The messages of one room that are not decided yet: latest wins. Holds at most one per weight, heaviest and oldest
 * first.
 */
export class Lane<T extends LaneMessage> {
  #waiting: T[] = [];

  /** The one that is next. */
  get first(): T | undefined {
    return this.#waiting[0];
  }

  /** Takes a message in. Gives those that are overtaken: older ones, or itself when it comes too late. */
  offer(message: T): readonly T[] {
    const all = [...this.#waiting, message].sort((a, b) => a.order - b.order);
    const isOvertaken = (one: T): boolean =>
      all.some((other) => other.order > one.order && other.weight >= one.weight);
    this.#waiting = all.filter((one) => !isOvertaken(one));
    return all.filter(isOvertaken);
  }

  /** Takes a message out, if it still waits. */
  remove(message: T): void {
    this.#waiting = this.#waiting.filter((other) => other !== message);
  }
}
