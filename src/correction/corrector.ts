import type { Clock } from '../clock';
import type { Cloud } from '../cloud/cloud';
import type { Deadline } from '../cloud/deadline';
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
  async apply(message: CorrectionMessage, deadline: Deadline): Promise<CorrectionResult> {
    const { homes } = this.#options;
    let place: LocatedRoom | undefined;
    try {
      const { undo, force, settings } = message;
      const room = parseRoom(message.room);
      const request = { temperature: undo ? null : parseTemperature(message.temperature), force, undo };
      const where = whereOf(message);
      const arrival = this.#arrival();
      // Known rooms are found without waiting, so that a burst meets in the room's lane at once.
      place = homes.findKnown(room, where) ?? (await homes.find(room, where, deadline));
      const job = jobFor(place, setMode(request, settings), arrival, deadline);
      const result = await this.#workerOf(place).submit(job);
      this.#tell(place, result.reason, result);
      return result;
    } catch (error) {
      this.#tellFailure(place, error);
      throw error;
    }
  }

  /**
   * Takes in one message in mode `follow`, and looks at its room when that is due.
   * @throws NetatmoError; of one room at most one in five minutes for what is not the message's own fault
   */
  async follow(message: FollowMessage, deadline: Deadline): Promise<FollowAnswer> {
    const { homes } = this.#options;
    const room = parseRoom(message.room);
    const said = parseSensorMessage(message);
    const where = whereOf(message);
    if (said.temperature === null && said.isWindowOpen === null)
      return this.#answerSilent(room, where, message.settings);
    const unfound = this.#lookups.recentFailure(room, where);
    if (unfound && !message.force) return unfound.answer(said.temperature, message.settings);
    const arrival = this.#arrival();
    let place: LocatedRoom | undefined;
    try {
      const known = homes.findKnown(room, where);
      if (known) this.#lookups.found(room, where);
      place = known ?? (await this.#lookups.try(room, where, () => homes.find(room, where, deadline)));
      const { worker, mode, answer, failure } = this.#takeIn(place, said, message);
      // Most messages end here; what it takes to wait for the cloud is made after this.
      const result = answer ?? (await worker.submit(jobFor(place, mode, arrival, deadline)));
      this.#tell(place, result.reason, result);
      return { result, isEvaluated: answer === null, isMissing: false, failure };
    } catch (error) {
      this.#tellFailure(place, error);
      throw error;
    }
  }

  /**
   * The last decisions of a room, oldest first.
   * @throws NetatmoError when the room cannot be found
   */
  async history(choice: RoomChoice, deadline: Deadline): Promise<readonly HistoryRow[]> {
    const room = parseRoom(choice.room);
    const place = await this.#options.homes.find(room, whereOf(choice), deadline);
    return this.#workers.get(keyOf(place))?.history.rows ?? [];
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
    const said = { temperature: null, isWindowOpen: null, source: '', at: null };
    const mode = new FollowMode(said, false, settings, { clock, timezone: null });
    const result = worker.answerPostponed(place, mode, untilNextLook(follow, now));
    return {
      result,
      isEvaluated: false,
      isMissing,
      failure: isMissing ? 'INVALID_TEMPERATURE' : failureOf(follow),
    };
  }

  /** Lets a room take in what a sensor says. */
  #takeIn(place: LocatedRoom, said: SensorMessage, { force, settings }: FollowMessage): TakenIn {
    const { clock, homes, states } = this.#options;
    const timezone = homes.timezoneOf(place.home.id);
    const mode = new FollowMode(said, force, settings, { clock, timezone });
    const worker = this.#workerOf(place);
    const { memory } = worker;
    const around = { force, settings, now: clock.now(), mayHaveForgotten: memory.mayBeForgotten };
    const { follow, postponed } = takeIn(memory.state.follow, said, around);
    memory.putFollow(follow);
    // An open window must not be forgotten when the process dies.
    if (said.isWindowOpen !== null) void states.save();
    return {
      worker,
      mode,
      answer: postponed && worker.answerPostponed(place, mode, postponed),
      failure: postponed && failureOf(follow),
    };
  }

  #arrival(): Arrival {
    return { order: this.#order++, arrivedAt: this.#options.homes.stamp() };
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
    outcome: OutcomeEvent['outcome'],
    { changed, correction }: Pick<OutcomeEvent, 'changed' | 'correction'>,
  ): void {
    const [homeId, roomId] = [place?.home.id ?? null, place?.room.id ?? null];
    this.#options.onOutcome?.({ homeId, roomId, outcome, changed, correction });
  }

  #tellFailure(place: LocatedRoom | undefined, error: unknown): void {
    if (error instanceof NetatmoError) this.#tell(place, error.code, { changed: false, correction: null });
  }
}

/** A message of a sensor that its room has taken in. */
interface TakenIn {
  readonly worker: RoomWorker;
  readonly mode: FollowMode;
  /** Null: the room is to be looked at. */
  readonly answer: CorrectionResult | null;
  /** With an answer: the error of the last look. */
  readonly failure: ErrorCode | null;
}

/** When a message came: a number that rises, and a stamp. */
type Arrival = Pick<Job, 'order' | 'arrivedAt'>;

const jobFor = (place: LocatedRoom, mode: Mode, arrival: Arrival, deadline: Deadline): Job => {
  const { undo, force } = mode.request;
  const weight = weightOf({ undo, force, dryRun: mode.settings.dryRun });
  const { order, arrivedAt } = arrival;
  return { order, arrivedAt, place, mode, weight, deadline, onTheWire: false };
};

const whereOf = ({ homeId, accountHomeId }: RoomChoice): Scope => ({
  named: checkHomeId(homeId),
  account: accountHomeId,
});

const keyOf = ({ home, room }: LocatedRoom): string => `${home.id}/${room.id}`;
