import type { ErrorCode } from '../cloud/errors';
import { iso } from '../clock';
import type { LocatedRoom } from '../home/match';
import type { Hold } from './decide';
import type { FollowFacts } from './follow/explain';

export type Reason = 'corrected' | 'undone' | 'superseded' | 'dry-run' | Hold;

/** The answer to one message. Temperatures in °C, times ISO 8601; what is not known is null. */
export interface CorrectionResult {
  /** True only when the cloud accepted a correction. */
  readonly changed: boolean;
  readonly reason: Reason;
  readonly room: LocatedRoom['room'];
  readonly home: LocatedRoom['home'];
  readonly measuredTemperature: number | null;
  /** What the message said. */
  readonly trueTemperature: number | null;
  /** What was sent, or would have been in a dry run. */
  readonly correctedTemperature: number | null;
  readonly correction: number | null;
  readonly setpointTemperature: number | null;
  readonly dryRun: boolean;
  /** When the same value can be sent. */
  readonly nextAt: string | null;
  readonly at: string;
  /** Only of an undo whose size nobody can vouch for: check the room in the app. */
  readonly sure?: false;
  /** Only in mode `follow`. */
  readonly follow?: FollowFacts;
}

/** An answer of which so much is known. Unless it says otherwise, nothing was changed, and the rest is null. */
export const resultOf = (known: KnownOfAll & Partial<CorrectionResult>): CorrectionResult => ({
  changed: known.changed ?? false,
  reason: known.reason,
  // Of its own: what a flow makes of an answer must not change the room that later messages mean.
  room: { ...known.room },
  home: { ...known.home },
  measuredTemperature: known.measuredTemperature ?? null,
  trueTemperature: known.trueTemperature,
  correctedTemperature: known.correctedTemperature ?? null,
  correction: known.correction ?? null,
  setpointTemperature: known.setpointTemperature ?? null,
  dryRun: known.dryRun,
  nextAt: known.nextAt ?? null,
  at: known.at,
});

type KnownOfAll = Pick<CorrectionResult, 'reason' | 'room' | 'home' | 'trueTemperature' | 'dryRun' | 'at'>;

/** The answer to a message in mode `follow`. */
export interface FollowAnswer {
  readonly result: CorrectionResult;
  /** Whether the room was looked at. */
  readonly isEvaluated: boolean;
  /** No temperature came, and none has come for so long that a misspelt property is likely. */
  readonly isMissing: boolean;
  /** For a message between two looks: the error of the last one, if it failed. */
  readonly failure: ErrorCode | null;
}

/** A decision as a row for a chart. */
export interface HistoryRow {
  /** ms since the epoch */
  readonly x: number;
  readonly at: string;
  readonly measuredTemperature: number | null;
  readonly trueTemperature: number | null;
  readonly correctedTemperature: number | null;
  readonly setpointTemperature: number | null;
  readonly correction: number | null;
  readonly changed: boolean;
  /** Of a message that failed: the code of its error. */
  readonly reason: Reason | ErrorCode;
}

const MAX_ROWS = 50;

/** The last decisions of one room, oldest first. */
export class History {
  readonly #rows: HistoryRow[] = [];

  /** Copies, which flows may change. */
  get rows(): readonly HistoryRow[] {
    return this.#rows.map((row) => ({ ...row }));
  }

  addResult(x: number, result: CorrectionResult): void {
    const { measuredTemperature, trueTemperature, correctedTemperature } = result;
    const { setpointTemperature, correction, changed, reason } = result;
    const temperatures = { measuredTemperature, trueTemperature, correctedTemperature, setpointTemperature };
    this.#add({ x, at: iso(x), ...temperatures, correction, changed, reason });
  }

  addFailure(x: number, trueTemperature: number | null, reason: ErrorCode): void {
    const temperatures = {
      measuredTemperature: null,
      trueTemperature,
      correctedTemperature: null,
      setpointTemperature: null,
    };
    this.#add({ x, at: iso(x), ...temperatures, correction: null, changed: false, reason });
  }

  #add(row: HistoryRow): void {
    this.#rows.push(row);
    if (this.#rows.length > MAX_ROWS) this.#rows.shift();
  }
}
