import { type Clock, iso } from '../../clock';
import { type ErrorCode, NetatmoError } from '../../cloud/errors';
import type { Scope } from '../../home/match';
import { explain } from './explain';
import { type FollowAnswer, resultOf } from '../result';
import { EMPTY_ROOM_STATE } from '../room-state';
import type { FollowSettings } from './settings';
import { EVALUATION_GAP } from './take-in';

/** More names than this that lead nowhere are a mistake in the flow; the oldest are forgotten. */
const MOST = 100;

/** A room that could not be found a short while ago. */
export interface RecentFailure {
  /** The answer to a message until it is looked for again. */
  answer(temperature: number | null, settings: FollowSettings): FollowAnswer;
}

interface Failure {
  readonly code: ErrorCode;
  /** ms */
  readonly ticks: number;
  /** Wall-clock ms. */
  readonly at: number;
}

/**
 * Looking for a room whose home cannot be read is a look at the room that has failed: the messages of the next minutes
 * are answered without another, so that a sensor does not knock at a closed door with each of its values.
 */
export class FailedLookups {
  readonly #clock: Clock;
  readonly #failures = new Map<string, Failure>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  recentFailure(room: string, where: Scope): RecentFailure | undefined {
    if (this.#failures.size === 0) return undefined;
    const failure = this.#failures.get(keyOf(room, where));
    if (!failure || this.#clock.ticks() - failure.ticks >= EVALUATION_GAP) return undefined;
    return { answer: (temperature, settings) => this.answer(room, where, failure, temperature, settings) };
  }

  /** A room is known by now. */
  found(room: string, where: Scope): void {
    if (this.#failures.size > 0) this.#failures.delete(keyOf(room, where));
  }

  /** Runs a search and remembers when it fails. */
  async try<T>(room: string, where: Scope, find: () => Promise<T>): Promise<T> {
    this.found(room, where);
    try {
      return await find();
    } catch (error) {
      if (error instanceof NetatmoError && error.code !== 'CLOSED')
        this.#remember(keyOf(room, where), error.code);
      throw error;
    }
  }

  #remember(key: string, code: ErrorCode): void {
    this.#failures.set(key, { code, ticks: this.#clock.ticks(), at: this.#clock.now() });
    for (const oldest of [...this.#failures.keys()].slice(0, -MOST)) this.#failures.delete(oldest);
  }

  /** The answer for a room of which only what the message calls it is known. @param at wall-clock ms of the failure */
  answer(
    room: string,
    where: Scope,
    { code, at }: Pick<Failure, 'code' | 'at'>,
    temperature: number | null,
    settings: FollowSettings,
    isMissing = false,
  ): FollowAnswer {
    const facts = { sensor: temperature, measured: null, setpoint: null, heatingPower: null };
    const result = resultOf({
      reason: 'interval',
      room: { id: room, name: room },
      home: { id: where.named || where.account, name: '' },
      trueTemperature: temperature,
      dryRun: settings.dryRun,
      nextAt: iso(at + EVALUATION_GAP),
      at: iso(this.#clock.now()),
    });
    const follow = { ...explain(EMPTY_ROOM_STATE, facts, settings, at), gate: code, since: iso(at) };
    return { result: { ...result, follow }, isEvaluated: false, isMissing, failure: code };
  }
}

const keyOf = (room: string, { named, account }: Scope): string => JSON.stringify([room, named, account]);
