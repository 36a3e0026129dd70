import type { Disk } from '../../src/storage/disk';

/** A disk that is watched for steps under way, so that the clock stands still meanwhile. */
export class WatchedDisk {
  underWay = 0;
  readonly disk: Disk;

  constructor(disk: Disk) {
    this.disk = this.#watched(disk);
  }

  /** The same object, with every method that gives a promise watched; files that it opens likewise. */
  #watched<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (_, name) => {
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function'
          ? async (...given: unknown[]) => this.#during(Reflect.apply(member, target, given))
          : member;
      },
    });
  }

  async #during(step: unknown): Promise<unknown> {
    this.underWay += 1;
    try {
      const result: unknown = await step;
      return typeof result === 'object' && result !== null && 'sync' in result
        ? this.#watched(result)
        : result;
    } finally {
      this.underWay -= 1;
    }
  }
}
