import type { Clock } from '../../clock';
import type { ErrorCode } from '../../cloud/errors';
import { iso } from '../../home/iso';
import {
  type Answerable,
  type CorrectionRequest,
  type Decision,
  measuredIn,
  type RoomReading,
} from '../decide';
import type { CorrectionResult } from '../result';
import type { RoomMemory } from '../room-memory';
import type { Mode } from '../mode';
import { EVALUATION_GAP, evaluate, takeIn, type Waiting, withOutcome } from './controller';
import { explain } from './explain';
import type { SensorMessage } from './sensor-message';
import { minutesOfDay } from './quiet-hours';
import type { FollowSettings } from './settings';
import { EMPTY_FOLLOW_STATE, type FollowState } from './state';

export interface FollowDeps {
  readonly clock: Clock;
  /** Of the home; null when unknown. */
  readonly timezone: string | null;
}

/** One message in mode `follow`. */
export class FollowMode implements Mode {
  readonly request: CorrectionRequest;
  /** One status serves all rooms of a home until the next look at them. */
  readonly holdAges = { usual: EVALUATION_GAP, whileSettling: EVALUATION_GAP };
  readonly #heard: SensorMessage;
  readonly #deps: FollowDeps;
  /** What the last decision leaves behind when it is carried out. */
  #after: FollowState = EMPTY_FOLLOW_STATE;

  constructor(
    heard: SensorMessage,
    force: boolean,
    readonly settings: FollowSettings,
    deps: FollowDeps,
  ) {
    this.#heard = heard;
    this.#deps = deps;
    this.request = { temperature: heard.temperature, force, undo: false };
  }

  /** Takes the message in. Null: the room is to be looked at now. */
  take(memory: RoomMemory): Waiting | null {
    const { follow, waiting } = takeIn(memory.state.follow, this.#heard, {
      force: this.request.force,
      settings: this.settings,
      now: this.#deps.clock.now(),
      mayHaveForgotten: memory.mayBeForgotten,
    });
    memory.putFollow(follow);
    return waiting;
  }

  /** Whether the message tells something that must not be lost when the process dies. */
  get isWorthSaving(): boolean {
    return this.#heard.isWindowOpen !== null;
  }

  /** The error of the last look at the room; null when it had none. */
  lastFailure(memory: RoomMemory): ErrorCode | null {
    const outcome = memory.state.follow?.outcome;
    // Only codes are ever put there for an error.
    return outcome?.isError ? (outcome.gate as ErrorCode) : null;
  }

  decide(reading: RoomReading, memory: RoomMemory): Decision {
    const now = this.#deps.clock.now();
    const { decision, follow } = evaluate({
      reading,
      room: memory.state,
      temperature: this.#heard.temperature,
      force: this.request.force,
      settings: this.settings,
      now,
      elapsedMs: memory.elapsed(),
      minutesOfDay: this.settings.quietHours ? minutesOfDay(now, this.#deps.timezone) : 0,
    });
    this.#after = follow;
    return decision;
  }

  decided(decision: Answerable, memory: RoomMemory): void {
    const now = this.#deps.clock.now();
    const nextAt =
      decision.do === 'send' ? now + this.settings.minIntervalMs : waitUntil(decision.waitMs, now);
    memory.putFollow(withOutcome(this.#after, { gate: decision.reason, isError: false, nextAt }, now));
  }

  failed(code: ErrorCode, memory: RoomMemory): void {
    // A node that closes says nothing about the room.
    if (code === 'CLOSED') return;
    const follow = memory.state.follow ?? EMPTY_FOLLOW_STATE;
    memory.putFollow(
      withOutcome(follow, { gate: code, isError: true, nextAt: null }, this.#deps.clock.now()),
    );
  }

  explained(
    result: CorrectionResult,
    reading: RoomReading | undefined,
    memory: RoomMemory,
  ): CorrectionResult {
    const { setpointTemperature = null, heatingPower = null } = reading?.status ?? {};
    const room = {
      sensor: this.#heard.temperature,
      measured: reading ? measuredIn(reading) : null,
      setpoint: setpointTemperature,
      heatingPower,
    };
    const nextAt = result.nextAt ?? (result.changed ? nextAfterCorrection(memory) : null);
    return { ...result, nextAt, follow: explain(memory.state, room, this.settings) };
  }
}

const nextAfterCorrection = ({ state }: RoomMemory): string | null => {
  const nextAt = state.follow?.outcome?.nextAt ?? null;
  return nextAt === null ? null : iso(nextAt);
};

const waitUntil = (waitMs: number | null, now: number): number | null =>
  waitMs === null ? null : now + waitMs;
