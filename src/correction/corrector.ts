import type { Clock } from '../clock';
import type { Cloud } from '../cloud/cloud';
import { Deadline, type DeadlineLimits } from '../cloud/deadline';
import { type ErrorCode, NetatmoError } from '../cloud/errors';
import type { Homes } from '../home/homes';
import { checkHomeId, type LocatedRoom, type Scope } from '../home/match';
import { FailedLookups } from './follow/failed-lookups';
import { type FollowInput, type SensorMessage, parseSensorMessage } from './follow/sensor-message';
import { FollowMode } from './follow/mode';
import { EMPTY_FOLLOW_STATE, failureOf } from './follow/state';
import { takeIn, untilNextLook } from './follow/take-in';
import type { FollowSettings } from './follow/settings';
import { parseRoom, parseTemperature } from './input';
import { weightOf } from './lane';
import type { CorrectionResult, FollowAnswer, HistoryRow, Reason } from './result';
import type { RoomStates } from './room-state';
import { type Job, RoomWorker } from './room-worker';
import { type Mode, setMode } from './mode';
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

/** One message in mode `follow`; an undo goes to {@link Corrector.apply}. */
export interface FollowMessage extends RoomChoice, FollowInput {
  readonly force: boolean;
  readonly settings: FollowSettings;
}

/** Where one listens for the end of a message's node or of its account. */
export interface Closing {
  /** Aborted with a `CLOSED` error. */
  readonly signal: AbortSignal;
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
  readonly #lookups: FailedLookups;
  #order = 0;

  constructor(options: CorrectorOptions) {
    this.#options = options;
    this.#startedAt = options.homes.stamp();
    this.#lookups = new FailedLookups(options.clock);
  }

  /**
   * Applies one message.
   * @throws NetatmoError, any code of mode `set`
   */
  apply(message: CorrectionMessage, closing: Closing): Promise<CorrectionResult> {
    return this.#told(async (found) => {
      const { undo, force, settings } = message;
      const room = parseRoom(message.room);
      const request = { temperature: undo ? null : parseTemperature(message.temperature), force, undo };
      const rules = setMode(request, settings);
      const where = whereOf(message);
      const arrival = this.#arrival();
      return this.#within(closing, async (deadline) => {
        const place = found(await this.#find(room, where, deadline));
        return this.#workerOf(place).submit(this.#jobFor(place, rules, arrival, deadline));
      });
    });
  }

  /**
   * Takes in one message in mode `follow`, and looks at its room when that is due.
   * @throws NetatmoError; of one room at most one in five minutes for what is not the message's own fault
   */
  async follow(message: FollowMessage, closing: Closing): Promise<FollowAnswer> {
    const room = parseRoom(message.room);
    const heard = parseSensorMessage(message);
    const where = whereOf(message);
    if (heard.temperature === null && heard.isWindowOpen === null)
      return this.#answerSilent(room, where, message.settings);
    const unfound = this.#lookups.recentFailure(room, where);
    if (unfound && !message.force) return unfound.answer(heard.temperature, message.settings);
    const arrival = this.#arrival();
    const { homes } = this.#options;
    let isEvaluated = true;
    let failure: ErrorCode | null = null;
    const result = await this.#told(async (found) => {
      const takeIn = (place: LocatedRoom): TakenIn => {
        const taken = this.#takeIn(found(place), heard, message);
        isEvaluated = taken.answer === null;
        failure = taken.failure;
        return taken;
      };
      const known = await this.#lookups.try(room, where, () => homes.findKnown(room, where));
      const taken = known && takeIn(known);
      // Most messages end here; what it takes to wait for the cloud is made after this.
      if (taken?.answer) return taken.answer;
      return this.#within(closing, async (deadline) => {
        const search = (): Promise<LocatedRoom> => homes.find(room, where, deadline);
        const { place, worker, rules, answer } =
          taken ?? takeIn(await this.#lookups.try(room, where, search));
        return answer ?? worker.submit(this.#jobFor(place, rules, arrival, deadline));
      });
    });
    return { result, isEvaluated, isMissing: false, failure };
  }

  /**
   * The last decisions of a room, oldest first.
   * @throws NetatmoError when the room cannot be found
   */
  async history(choice: RoomChoice, closing: Closing): Promise<readonly HistoryRow[]> {
    const room = parseRoom(choice.room);
    const where = whereOf(choice);
    return this.#within(closing, async (deadline) => {
      const place = await this.#options.homes.find(room, where, deadline);
      return this.#workers.get(keyOf(place))?.history.rows ?? [];
    });
  }

  /** Answers a message without a temperature: a sensor's battery, or a misspelt property. Asks the cloud nothing. */
  #answerSilent(room: string, where: Scope, settings: FollowSettings): FollowAnswer {
    const { clock, homes } = this.#options;
    const place = homes.findKnown(room, where);
    const now = clock.now();
    if (!place)
      return this.#lookups.answer(
        room,
        where,
        { code: 'INVALID_TEMPERATURE', at: now },
        null,
        settings,
        true,
      );
    const worker = this.#workerOf(place);
    const follow = worker.memory.state.follow ?? EMPTY_FOLLOW_STATE;
    const isMissing = !follow.sources.some(({ at }) => now - at <= settings.staleMs);
    const heard = { temperature: null, isWindowOpen: null, source: '', at: null };
    const mode = new FollowMode(heard, false, settings, { clock, timezone: null });
    const result = worker.answerPostponed(place, mode, untilNextLook(follow));
    return {
      result,
      isEvaluated: false,
      isMissing,
      failure: isMissing ? 'INVALID_TEMPERATURE' : failureOf(follow),
    };
  }

  /** Lets a room take in what a sensor says. */
  #takeIn(place: LocatedRoom, heard: SensorMessage, { force, settings }: FollowMessage): TakenIn {
    const { clock, homes, states } = this.#options;
    const timezone = homes.timezoneOf(place.home.id);
    const rules = new FollowMode(heard, force, settings, { clock, timezone });
    const worker = this.#workerOf(place);
    const { memory } = worker;
    const around = { force, settings, now: clock.now(), mayHaveForgotten: memory.mayBeForgotten };
    const { follow, postponed } = takeIn(memory.state.follow, heard, around);
    memory.putFollow(follow);
    // An open window must not be forgotten when the process dies.
    if (heard.isWindowOpen !== null) void states.save();
    return {
      ...{ place, worker, rules },
      answer: postponed && worker.answerPostponed(place, rules, postponed),
      failure: postponed && failureOf(follow),
    };
  }

  /** Runs one message's work with its deadline. */
  async #within<T>(closing: Closing, work: (deadline: Deadline) => Promise<T>): Promise<T> {
    const deadline = new Deadline(this.#options.clock, this.#options.limits, closing.signal);
    try {
      if (deadline.signal.aborted) throw deadline.signal.reason;
      return await work(deadline);
    } finally {
      deadline.dispose();
    }
  }

  /** Runs one message's work and tells what became of it. @param work calls `found` with the room it is about */
  async #told(
    work: (found: (place: LocatedRoom) => LocatedRoom) => Promise<CorrectionResult>,
  ): Promise<CorrectionResult> {
    let place: LocatedRoom | undefined;
    try {
      const result = await work((found) => (place = found));
      this.#tell(place, { outcome: result.reason, changed: result.changed, correction: result.correction });
      return result;
    } catch (error) {
      if (error instanceof NetatmoError)
        this.#tell(place, { outcome: error.code, changed: false, correction: null });
      throw error;
    }
  }

  #arrival(): Arrival {
    return { order: this.#order++, arrivedAt: this.#options.homes.stamp() };
  }

  /** Known rooms are found without waiting, so that a burst meets in the room's lane at once. */
  #find(room: string, where: Scope, deadline: Deadline): Promise<LocatedRoom> | LocatedRoom {
    return this.#options.homes.findKnown(room, where) ?? this.#options.homes.find(room, where, deadline);
  }

  #jobFor(place: LocatedRoom, rules: Mode, arrival: Arrival, deadline: Deadline): Job {
    const { undo, force } = rules.request;
    const weight = weightOf({ undo, force, dryRun: rules.settings.dryRun });
    return { ...arrival, place, rules, weight, deadline, onTheWire: false };
  }

  #workerOf(place: LocatedRoom): RoomWorker {
    const key = keyOf(place);
    let worker = this.#workers.get(key);
    if (!worker) {
      worker = new RoomWorker({ ...this.#options, startedAt: this.#startedAt }, place);
      this.#workers.set(key, worker);
    }
    return worker;
  }

  #tell(
    place: LocatedRoom | undefined,
    what: Pick<OutcomeEvent, 'outcome' | 'changed' | 'correction'>,
  ): void {
    this.#options.onOutcome?.({ homeId: place?.home.id ?? null, roomId: place?.room.id ?? null, ...what });
  }
}

/** A message of a sensor that its room has taken in. */
interface TakenIn {
  readonly place: LocatedRoom;
  readonly worker: RoomWorker;
  readonly rules: FollowMode;
  /** Null: the room is to be looked at. */
  readonly answer: CorrectionResult | null;
  /** With an answer: the error of the last look. */
  readonly failure: ErrorCode | null;
}

/** When a message came: a number that rises, and a stamp. */
type Arrival = Pick<Job, 'order' | 'arrivedAt'>;

const whereOf = ({ homeId, accountHomeId }: RoomChoice): Scope => ({
  named: checkHomeId(homeId),
  account: accountHomeId,
});

const keyOf = ({ home, room }: LocatedRoom): string => `${home.id}/${room.id}`;
