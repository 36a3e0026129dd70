import type { Clock } from '../clock';
import type { Cloud } from '../cloud/cloud';
import { Deadline, type DeadlineLimits } from '../cloud/deadline';
import { type ErrorCode, NetatmoError } from '../cloud/errors';
import type { Homes } from '../home/homes';
import { checkHomeId, type Place, type Where } from '../home/match';
import { parseRoom, parseTemperature } from './input';
import { weightOf } from './queue';
import type { CorrectionResult, HistoryRow, Reason } from './result';
import type { RoomStates } from './room-state';
import { RoomWorker } from './room-worker';
import type { SetSettings } from './settings';

/** Which room a message means. As it came with the message: nothing of it is checked yet. */
export interface RoomChoice {
  readonly room: unknown;
  /** What the message or the node names; undefined or '' when neither does. */
  readonly homeId: unknown;
  /** What the account names. */
  readonly accountHomeId: string;
}

/** One message in mode `set`. */
export interface CorrectionMessage extends RoomChoice {
  /** °C; not looked at in an undo. */
  readonly temperature: unknown;
  readonly force: boolean;
  readonly undo: boolean;
  readonly settings: SetSettings;
}

/** What became of one message, for an audit: no names, nothing from the wire. */
export interface OutcomeEvent {
  readonly homeId: string | null;
  readonly roomId: string | null;
  readonly outcome: Reason | ErrorCode;
  readonly changed: boolean;
  /** °C */
  readonly correction: number | null;
}

export interface CorrectorOptions {
  readonly cloud: Cloud;
  readonly homes: Homes;
  readonly clock: Clock;
  readonly states: RoomStates;
  /** The time that each message has. */
  readonly limits: DeadlineLimits;
  /** Told of each message when it ends. Must not throw. */
  readonly onOutcome?: (event: OutcomeEvent) => void;
}

/** Corrects the rooms of one account. Each message gets exactly one answer or one error. */
export class Corrector {
  readonly #options: CorrectorOptions;
  readonly #startedAt: number;
  readonly #workers = new Map<string, RoomWorker>();
  #order = 0;

  constructor(options: CorrectorOptions) {
    this.#options = options;
    this.#startedAt = options.homes.stamp();
  }

  /**
   * Applies one message.
   * @param closing aborted with a `CLOSED` error when the message's node or its account goes
   * @throws NetatmoError, any code of mode `set`
   */
  async apply(message: CorrectionMessage, closing: AbortSignal): Promise<CorrectionResult> {
    let place: Place | undefined;
    try {
      const { undo, force, settings } = message;
      const room = parseRoom(message.room);
      const request = { temperature: undo ? null : parseTemperature(message.temperature), force, undo };
      const where = whereOf(message);
      const order = this.#order++;
      const arrivedAt = this.#options.homes.stamp();
      const result = await this.#within(closing, async (deadline) => {
        // Known rooms are found without waiting, so that a burst meets in the room's lane at once.
        place =
          this.#options.homes.findKnown(room, where) ??
          (await this.#options.homes.find(room, where, deadline));
        const weight = weightOf({ undo, force, dryRun: settings.dryRun });
        return this.#workerOf(place).submit({
          place,
          order,
          weight,
          arrivedAt,
          request,
          settings,
          deadline,
          onTheWire: false,
        });
      });
      this.#tell(place, { outcome: result.reason, changed: result.changed, correction: result.correction });
      return result;
    } catch (error) {
      if (error instanceof NetatmoError)
        this.#tell(place, { outcome: error.code, changed: false, correction: null });
      throw error;
    }
  }

  /**
   * The last decisions of a room, oldest first.
   * @throws NetatmoError when the room cannot be found
   */
  async history(choice: RoomChoice, closing: AbortSignal): Promise<readonly HistoryRow[]> {
    const room = parseRoom(choice.room);
    const where = whereOf(choice);
    return this.#within(closing, async (deadline) => {
      const place = await this.#options.homes.find(room, where, deadline);
      return this.#workers.get(keyOf(place))?.history.rows ?? [];
    });
  }

  /** Runs one message's work with its deadline. */
  async #within<T>(closing: AbortSignal, work: (deadline: Deadline) => Promise<T>): Promise<T> {
    const deadline = new Deadline(this.#options.clock, this.#options.limits, closing);
    try {
      if (deadline.signal.aborted) throw deadline.signal.reason;
      return await work(deadline);
    } finally {
      deadline.dispose();
    }
  }

  #workerOf(place: Place): RoomWorker {
    const key = keyOf(place);
    let worker = this.#workers.get(key);
    if (!worker) {
      worker = new RoomWorker({ ...this.#options, startedAt: this.#startedAt }, place);
      this.#workers.set(key, worker);
    }
    return worker;
  }

  #tell(place: Place | undefined, what: Pick<OutcomeEvent, 'outcome' | 'changed' | 'correction'>): void {
    this.#options.onOutcome?.({ homeId: place?.home.id ?? null, roomId: place?.room.id ?? null, ...what });
  }
}

const whereOf = ({ homeId, accountHomeId }: RoomChoice): Where => ({
  named: checkHomeId(homeId),
  account: accountHomeId,
});

const keyOf = ({ home, room }: Place): string => `${home.id}/${room.id}`;
