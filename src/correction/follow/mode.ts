import { type Clock, iso } from '../../clock';
import type { ErrorCode } from '../../cloud/errors';
import { type CorrectionRequest, type Decision, measuredIn, type RoomReading } from '../decide';
import type { Mode } from '../mode';
import type { CorrectionResult } from '../result';
import type { RoomState } from '../room-state';
import { evaluate, withFailure } from './evaluate';
import { explain, type FollowFacts } from './explain';
import { minutesOfDay } from './quiet-hours';
import type { SensorMessage } from './sensor-message';
import type { FollowSettings } from './settings';
import type { FollowState } from './state';
import { EVALUATION_GAP } from './take-in';

export interface FollowDeps {
  readonly clock: Clock;
  /** Of the home; null when unknown. */
  readonly timezone: string | null;
}

/** One status serves all rooms of a home until the next look at them. */
const HOLD_AGES = { usual: EVALUATION_GAP, whileSettling: EVALUATION_GAP };

/** One message in mode `follow`. */
export class FollowMode implements Mode {
  readonly request: CorrectionRequest;
  readonly holdAges = HOLD_AGES;
  readonly #deps: FollowDeps;

  constructor(
    { temperature }: SensorMessage,
    force: boolean,
    readonly settings: FollowSettings,
    deps: FollowDeps,
  ) {
    this.#deps = deps;
    this.request = { temperature, force, undo: false };
  }

  decide(reading: RoomReading, room: RoomState, elapsedMs: number): Decision {
    const { clock, timezone } = this.#deps;
    const { temperature, force } = this.request;
    const now = clock.now();
    const { settings } = this;
    const isAsked = settings.quietHours !== null || settings.foresight;
    const minutes = isAsked ? minutesOfDay(now, timezone) : 0;
    return evaluate({ reading, room, temperature, force, settings, now, elapsedMs, minutesOfDay: minutes });
  }

  afterFailure(room: RoomState, code: ErrorCode): FollowState {
    return withFailure(room.follow, code, this.#deps.clock.now());
  }

  explain(
    answer: Pick<CorrectionResult, 'changed' | 'nextAt'>,
    reading: RoomReading | undefined,
    state: RoomState,
  ): { readonly nextAt: string | null; readonly follow: FollowFacts } {
    const { setpointTemperature = null, heatingPower = null } = reading?.status ?? {};
    const room = {
      sensor: this.request.temperature,
      measured: reading ? measuredIn(reading) : null,
      setpoint: setpointTemperature,
      heatingPower,
    };
    return {
      nextAt: answer.nextAt ?? (answer.changed ? nextAfterCorrection(state) : null),
      follow: explain(state, room, this.settings, this.#deps.clock.now()),
    };
  }
}

const nextAfterCorrection = ({ follow }: RoomState): string | null => {
  const nextAt = follow?.outcome?.nextAt ?? null;
  return nextAt === null ? null : iso(nextAt);
};
