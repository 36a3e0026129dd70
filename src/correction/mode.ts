import type { ErrorCode } from '../cloud/errors';
import { type CorrectionRequest, decide, type Decision, type RoomReading } from './decide';
import type { FollowState } from './follow/state';
import { type HoldAges, SET_HOLD_AGES } from './freshness';
import type { CorrectionResult } from './result';
import type { RoomState } from './room-state';
import type { SetSettings } from './settings';

/** One message as its room's worker sees it: what it asks for, and how its mode decides. Changes nothing by itself. */
export interface Mode {
  readonly request: CorrectionRequest;
  readonly settings: SetSettings;
  readonly holdAges: HoldAges;
  /** May be asked again with a newer reading. @param elapsedMs since the room's last correction */
  decide(reading: RoomReading, room: RoomState, elapsedMs: number): Decision;
  /** What is remembered once the message has failed. */
  afterFailure?(room: RoomState, code: ErrorCode): FollowState;
  /** What only this mode tells with an answer. `reading` is undefined when none was needed. */
  explain?(
    answer: Pick<CorrectionResult, 'changed' | 'nextAt'>,
    reading: RoomReading | undefined,
    room: RoomState,
  ): Required<Pick<CorrectionResult, 'nextAt' | 'follow'>>;
}

/** Mode `set`, and commands in both modes. */
export const setMode = (request: CorrectionRequest, settings: SetSettings): Mode => ({
  request,
  settings,
  holdAges: SET_HOLD_AGES,
  decide: (reading, room, elapsedMs) => decide(room, reading, request, settings, elapsedMs),
});
