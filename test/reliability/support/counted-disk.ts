import type { Disk } from '../../../src/storage/disk';

/** A disk whose steps under way are counted, so that the clock stands still meanwhile. */
export class CountedDisk {
  underWay = 0;
  readonly disk: Disk;

  constructor(disk: Disk) {
    this.disk = this.#counted(disk);
  }

  /** The same object, with every method that gives a promise counted; files that it opens likewise. */
  #counted<T extends object>(target: T): T {
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
        ? this.#counted(result)
        : result;
    } finally {
      this.underWay -= 1;
    }
  }
}
