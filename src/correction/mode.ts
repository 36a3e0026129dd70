import type { ErrorCode } from '../cloud/errors';
import { type Answerable, type CorrectionRequest, decide, type Decision, type RoomReading } from './decide';
import { type HoldAges, SET_HOLD_AGES } from './freshness';
import type { CorrectionResult } from './result';
import type { RoomMemory } from './room-memory';
import type { SetSettings } from './settings';

/** One message as its room's worker sees it: what it asks for, and how its mode decides. */
export interface Mode {
  readonly request: CorrectionRequest;
  readonly settings: SetSettings;
  readonly holdAges: HoldAges;
  /** Changes nothing; may be asked again with a newer reading. */
  decide(reading: RoomReading, memory: RoomMemory): Decision;
  /** The last decision is about to be carried out. */
  decided?(decision: Answerable, memory: RoomMemory): void;
  /** The message has failed. */
  failed?(code: ErrorCode, memory: RoomMemory): void;
  /** Adds to an answer what only this mode tells. `reading` is undefined when none was needed. */
  explained?(
    result: CorrectionResult,
    reading: RoomReading | undefined,
    memory: RoomMemory,
  ): CorrectionResult;
}

/** Mode `set`, and commands in both modes. */
export const setMode = (request: CorrectionRequest, settings: SetSettings): Mode => ({
  request,
  settings,
  holdAges: SET_HOLD_AGES,
  decide: (reading, memory) => decide(memory.state, reading, request, settings, memory.elapsed()),
});
