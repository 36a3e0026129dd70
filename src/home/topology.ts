import { type Clock, DAY, MINUTE } from '../clock';
import type { Cloud, CloudHome, Purpose } from '../cloud/cloud';
import { isNotFound, isPassing } from '../cloud/errors';
import { type Read, SharedRead, type Stamp } from './shared-read';

/** For how long it is taken as known, ms. */
const FRESH_FOR = DAY;
/** A refresh that can wait (daily, or for `offset` after a correction) is tried at most this often, ms. */
const REFRESH_GAP = 10 * MINUTE;
/** For how long an unknown name or id is not asked for again, ms. */
const UNKNOWN_FOR = 5 * MINUTE;
/** More unknown keys than this within {@link UNKNOWN_FOR} are a mistake in the flow, not new rooms: no more reads. */
const MAX_UNKNOWN = 20;

/** Which homes, rooms and modules the account has. Changes rarely, so it is read rarely. */
export class Topology {
  readonly #clock: Clock;
  readonly #stamp: Stamp;
  readonly #topology: SharedRead<readonly CloudHome[]>;
  /** Keys that a new read did not help, and the tick of that read. */
  readonly #unknown = new Map<string, number>();
  #refreshTriedAt = -Infinity;
  #correctedAt = -Infinity;

  constructor(cloud: Cloud, clock: Clock, stamp: Stamp) {
    this.#clock = clock;
    this.#stamp = stamp;
    this.#topology = new SharedRead((purpose) => cloud.homes(purpose), clock, stamp);
  }

  /** What is known without asking the cloud; undefined when it was never read or not today. */
  known(): readonly CloudHome[] | undefined {
    return this.#topology.age() < FRESH_FOR ? this.#topology.last?.value : undefined;
  }

  /** What was last read, however long ago. */
  get last(): Read<readonly CloudHome[]> | undefined {
    return this.#topology.last;
  }

  /** Reads everything anew. */
  async renew(purpose: Purpose): Promise<void> {
    await this.#topology.now(purpose);
  }

  /** A correction was sent: `offset` of the rooms is no longer what was read. */
  corrected(): void {
    this.#correctedAt = this.#stamp();
  }

  /**
   * Finds something in the topology, and reads it anew when it is not there.
   * @param key what is looked for, for remembering that it is unknown
   * @param find throws `HOME_NOT_FOUND` or `ROOM_NOT_FOUND`
   */
  async search<T>(key: string, find: (homes: readonly CloudHome[]) => T, purpose: Purpose): Promise<T> {
    const askedAt = this.#stamp();
    const homes = await this.#homes(purpose);
    try {
      return find(homes);
    } catch (error) {
      const isOfNow = (this.#topology.last?.arrivedAt ?? -Infinity) > askedAt;
      if (!isNotFound(error) || isOfNow || this.#isKnownUnknown(key)) throw error;
    }
    // When this read fails, its error is the answer: nobody can tell whether the room exists.
    const { value } = await this.#topology.now(purpose);
    try {
      return find(value);
    } catch (error) {
      this.#unknown.set(key, this.#clock.ticks());
      throw error;
    }
  }

  /**
   * The cloud refused an id that stands in the topology. Reads it anew, once in a while per key, and looks again.
   * @param find throws `HOME_NOT_FOUND` or `ROOM_NOT_FOUND` when it is gone
   */
  async confirm(key: string, find: (homes: readonly CloudHome[]) => void, purpose: Purpose): Promise<void> {
    if (!this.#isKnownUnknown(key)) {
      await this.#topology.now(purpose);
      this.#unknown.set(key, this.#clock.ticks());
    }
    find(this.#topology.last?.value ?? []);
  }

  async #homes(purpose: Purpose): Promise<readonly CloudHome[]> {
    const { last } = this.#topology;
    if (!last) return (await this.#topology.now(purpose)).value;
    if (!this.#isDue(last.startedAt, purpose)) return last.value;
    if (!this.#topology.isReading) this.#refreshTriedAt = this.#clock.ticks();
    try {
      return (await this.#topology.now(purpose)).value;
    } catch (error) {
      // Rooms do not vanish because the cloud is down: the names and ids of before still serve. If the cloud
      // stays down, the status read that follows says so; only `offset` may be older than the last correction.
      if (isPassing(error)) return last.value;
      throw error;
    }
  }

  #isDue(startedAt: number, purpose: Purpose): boolean {
    const isOutdated =
      this.#topology.age() >= FRESH_FOR || (purpose === 'list' && this.#correctedAt > startedAt);
    if (!isOutdated) return false;
    return this.#topology.isReading || this.#clock.ticks() - this.#refreshTriedAt >= REFRESH_GAP;
  }

  #isKnownUnknown(key: string): boolean {
    for (const [old, since] of this.#unknown) {
      if (this.#clock.ticks() - since >= UNKNOWN_FOR) this.#unknown.delete(old);
    }
    return this.#unknown.has(key) || this.#unknown.size >= MAX_UNKNOWN;
  }
}
