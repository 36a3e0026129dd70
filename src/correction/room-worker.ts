import { type Clock, MINUTE, iso, isoOrNull } from '../clock';
import type { HomeStatus } from '../cloud/cloud';
import { type ErrorCode, NetatmoError, isCode, outcomeUnknown } from '../cloud/errors';
import { findById } from '../home/by-id';
import type { LocatedRoom } from '../home/match';
import type { Read } from '../home/shared-read';
import { type Answerable, type Decision, measuredIn, type RoomReading } from './decide';
import { EVALUATION_GAP, type Postponed } from './follow/take-in';
import { freshFor, isFreshEnough } from './freshness';
import type { FollowState } from './follow/state';
import { Lane, type LaneMessage } from './lane';
import { OFFSET_SHOWS_AFTER } from './reconcile';
import { type CorrectionResult, History, type Reason, resultOf } from './result';
import { RoomMemory } from './room-memory';
import { sendCorrection, type SendDeps, type Sending } from './send-once';
import type { Mode } from './mode';
import { settleMsLeft } from './settle';

/** Between two corrections of a room that nobody forced, ms: what arrives meanwhile is answered with its last value. */
const GAP = 1_500;
/** For how long the messages of one burst are gathered when no read has to be waited for, ms. */
const GATHER = 50;
/** Between two readings of `offset` because of a budget, ms. */
const RENEWAL_GAP = 10 * MINUTE;

/** One message on its way through a room's lane. */
export interface Job extends LaneMessage, Sending {
  /** With the names of now; the ids are those of the worker's room. */
  readonly place: LocatedRoom;
  readonly mode: Mode;
  /** A stamp. */
  readonly arrivedAt: number;
}

interface Pending extends Job {
  readonly answer: (result: CorrectionResult) => void;
  readonly fail: (error: unknown) => void;
}

export interface WorkerDeps extends SendDeps {
  readonly clock: Clock;
  /** A stamp, see {@link RoomMemory}. */
  readonly startedAt: number;
}

/** The corrections of one room, one at a time. */
export class RoomWorker {
  readonly history = new History();
  readonly #deps: WorkerDeps;
  readonly #homeId: string;
  readonly memory: RoomMemory;
  readonly #lane = new Lane<Pending>();
  #isWorking = false;
  /** Newer messages have had their time to overtake the first one. */
  #hasWaited = false;
  #endPause = (): void => undefined;
  /** ms; when `offset` was last read anew because of the budget. */
  #renewedAt = -Infinity;

  constructor(deps: WorkerDeps, place: LocatedRoom) {
    const { states, clock, homes, startedAt } = deps;
    this.#deps = deps;
    this.#homeId = place.home.id;
    this.memory = new RoomMemory(states, clock, homes.stamp, place, startedAt);
  }

  /**
   * Works on a message, or answers it `superseded` when a newer one overtakes it. The answer comes at once where nobody
   * waits, and nothing has to be read or sent for it.
   */
  submit(job: Job): CorrectionResult | Promise<CorrectionResult> {
    job.deadline.throwIfEnded();
    return this.#holdAtOnce(job) ?? this.#enqueue(job);
  }

  #holdAtOnce(job: Job): CorrectionResult | undefined {
    // While somebody works, the lane may be empty and yet a correction on its way.
    if (this.#isWorking || job.mode.request.undo) return undefined;
    const atHand = this.#decideAtHand(job);
    if (atHand?.decision.do !== 'hold' || isBudget(atHand.decision)) return undefined;
    this.#remember(atHand.decision.follow);
    const result = this.#answerTo(job, atHand.decision, atHand.reading);
    this.history.addResult(this.#deps.clock.now(), result);
    return result;
  }

  #enqueue(job: Job): Promise<CorrectionResult> {
    return new Promise((resolve, reject) => {
      const pending = this.#toPending(job, resolve, reject);
      job.deadline.signal.addEventListener('abort', () => this.#abort(pending), { once: true });
      for (const overtaken of this.#lane.offer(pending)) overtaken.answer(this.#overtaken(overtaken));
      if (!this.#isWorking) void this.#work();
    });
  }

  /** Answers a message of mode `follow` for which the room need not be looked at. */
  answerPostponed(place: LocatedRoom, mode: Mode, { reason, nextAt }: Postponed): CorrectionResult {
    const reading = this.#deps.homes.lastReading(this.#homeId);
    const isOfNow = reading && this.#deps.clock.ticks() - reading.arrivedAt <= EVALUATION_GAP;
    const room = isOfNow ? roomIn(reading, place) : undefined;
    return this.#result({ place, mode }, reason, room, { nextAt: isoOrNull(nextAt) });
  }

  #overtaken(job: Job): CorrectionResult {
    return this.#result(job, 'superseded', undefined);
  }

  #toPending(
    job: Job,
    resolve: (result: CorrectionResult) => void,
    reject: (error: unknown) => void,
  ): Pending {
    let isAnswered = false;
    const once = (run: () => void): void => {
      if (isAnswered) return;
      isAnswered = true;
      run();
    };
    return Object.assign(job, {
      answer: (result: CorrectionResult) =>
        once(() => {
          resolve(result);
          this.history.addResult(this.#deps.clock.now(), result);
        }),
      fail: (error: unknown) =>
        once(() => {
          reject(error);
          if (error instanceof NetatmoError) this.#noteFailure(job, error.code);
        }),
    });
  }

  /** That it cannot be noted must not keep the next message from its turn. */
  #noteFailure({ mode }: Job, code: ErrorCode): void {
    this.history.addFailure(this.#deps.clock.now(), mode.request.temperature, code);
    try {
      // A node that closes says nothing about the room.
      if (code !== 'CLOSED') this.#remember(mode.afterFailure?.(this.memory.state, code));
    } catch {
      // Then the next look at the room begins where the one before this had ended.
    }
  }

  #abort(job: Pending): void {
    const reason: unknown = job.deadline.signal.reason;
    this.#lane.remove(job);
    job.fail(job.onTheWire && !isCode(reason, 'CLOSED') ? outcomeUnknown() : reason);
    if (!this.#lane.first) this.#endPause();
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    this.#hasWaited = false;
    while (this.#lane.first) await this.#step().catch((error: unknown) => this.#failFirst(error));
    this.#isWorking = false;
  }

  /** Brings the first message of the lane one step on: reads for it, gathers newer ones, or decides. */
  async #step(): Promise<void> {
    await this.#knowOffset();
    const first = this.#lane.first;
    const reading = (first && this.#decideAtHand(first)?.reading) ?? (await this.#read());
    // While the read was under way a newer message may have taken the first one's place: it is decided on at once.
    const job = this.#lane.first;
    if (!job) return;
    const decision = this.#decide(job, reading);
    if (isBudget(decision) && (await this.#renewOffset(job))) return;
    const wait = this.#waitBefore(job, decision);
    if (wait > 0) return this.#pause(wait);
    this.#lane.remove(job);
    try {
      job.answer(await this.#carryOut(job, decision, reading));
    } catch (error) {
      job.fail(await this.#deps.homes.explain(error, job.place));
    }
  }

  /** An undo takes back what Netatmo reports now, so that is read anew first. */
  async #knowOffset(): Promise<void> {
    const { homes } = this.#deps;
    const job = this.#lane.first;
    if (!job?.mode.request.undo || this.memory.state.baselineAt === null) return;
    const report = homes.offsetOf(job.place);
    if (!report || report.readAt <= job.arrivedAt) await homes.renewOffsets();
  }

  /**
   * Before the budget forbids a correction: reads anew how far Netatmo says that all of them have gone, where it tells
   * and where what it told last is older than the last correction. False when there is nothing new.
   */
  async #renewOffset({ place }: Job): Promise<boolean> {
    const { homes, clock } = this.#deps;
    const report = homes.offsetOf(place);
    const isTold = typeof report?.value === 'number';
    const isDue =
      clock.ticks() - this.#renewedAt >= RENEWAL_GAP && this.memory.elapsed() >= OFFSET_SHOWS_AFTER;
    if (!isTold || !isDue || this.memory.isSure(report)) return false;
    this.#renewedAt = clock.ticks();
    // Without it the sum of what was sent will do.
    await homes.renewOffsets().catch(() => undefined);
    return true;
  }

  #remember(follow: FollowState | undefined): void {
    if (follow) this.memory.putFollow(follow);
  }

  /** The decision by the newest reading so far; undefined when another is needed. */
  #decideAtHand(job: Job): { readonly decision: Decision; readonly reading: Read<HomeStatus> } | undefined {
    const reading = this.#deps.homes.lastReading(this.#homeId);
    if (!reading || reading.startedAt <= this.memory.lastCorrection()) return undefined;
    const decision = this.#decide(job, reading);
    const { last } = this.memory.state;
    const measured = measuredIn(roomIn(reading, job.place));
    const age = {
      ageMs: this.#deps.clock.ticks() - reading.arrivedAt,
      isReadForIt: reading.startedAt > job.arrivedAt,
      isSettling: settleMsLeft(last, measured, this.memory.elapsed(), job.mode.settings.settleMs) > 0,
    };
    return isFreshEnough(decision, age, job.mode.holdAges) ? { decision, reading } : undefined;
  }

  async #read(): Promise<Read<HomeStatus>> {
    const reading = await this.#deps.homes.reading(this.#homeId, freshFor(this.memory.lastCorrection()));
    this.#hasWaited = true;
    return reading;
  }

  /** A read failed: so does the message that is first by now. */
  async #failFirst(error: unknown): Promise<void> {
    const job = this.#lane.first;
    if (!job) return;
    this.#lane.remove(job);
    job.fail(await this.#deps.homes.explain(error, job.place));
  }

  #decide(job: Job, reading: Read<HomeStatus>): Decision {
    const room = roomIn(reading, job.place);
    const measured = measuredIn(room);
    if (measured !== null) this.memory.see(measured);
    const report = this.#deps.homes.offsetOf(job.place);
    if (job.mode.request.undo) this.memory.learnNow(report);
    else this.memory.learn(report);
    return job.mode.decide(room, this.memory.state, this.memory.elapsed());
  }

  #waitBefore(job: Job, decision: Decision): number {
    if (decision.do !== 'send' || job.mode.request.force || job.mode.request.undo) return 0;
    return Math.max(GAP - this.memory.sinceTry(), this.#hasWaited ? 0 : GATHER);
  }

  async #carryOut(job: Job, decision: Decision, reading: Read<HomeStatus>): Promise<CorrectionResult> {
    if (decision.do === 'refuse') throw decision.error;
    const measured = measuredIn(roomIn(reading, job.place));
    this.#remember(decision.follow);
    if (decision.do === 'send' && measured !== null) {
      const { corrected, gap = null } = decision;
      const isUndo = job.mode.request.undo;
      await sendCorrection(this.#deps, job, this.memory, { measured, corrected, isUndo, gap });
    }
    return this.#answerTo(job, decision, reading);
  }

  /** What a message is answered that has been decided on; what it was decided to send has been sent. */
  #answerTo(job: Job, decision: Answerable, reading: Read<HomeStatus>): CorrectionResult {
    const { reason, corrected, correction } = decision;
    const waitMs = decision.do === 'hold' ? decision.waitMs : null;
    const result = this.#result(job, reason, roomIn(reading, job.place), {
      changed: decision.do === 'send',
      correctedTemperature: corrected,
      correction,
      nextAt: waitMs === null ? null : iso(this.#deps.clock.now() + waitMs),
    });
    return decision.isSure === false ? { ...result, sure: false } : result;
  }

  /** An answer. @param room undefined when no reading was needed */
  #result(
    { place, mode }: Pick<Job, 'place' | 'mode'>,
    reason: Reason,
    room: RoomReading | undefined,
    decided: Partial<CorrectionResult> = {},
  ): CorrectionResult {
    const { changed = false, nextAt = null, correctedTemperature = null, correction = null } = decided;
    const told = mode.explain?.({ changed, nextAt }, room, this.memory.state);
    const result = resultOf({
      changed,
      reason,
      room: place.room,
      home: place.home,
      measuredTemperature: room ? measuredIn(room) : null,
      trueTemperature: mode.request.temperature,
      correctedTemperature,
      correction,
      setpointTemperature: room?.status?.setpointTemperature ?? null,
      dryRun: mode.settings.dryRun,
      nextAt: told ? told.nextAt : nextAt,
      at: iso(this.#deps.clock.now()),
    });
    return told ? Object.assign(result, { follow: told.follow }) : result;
  }

  /** Waits; ends early when nobody waits any more, so that closing frees the timer at once. */
  async #pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = this.#deps.clock.after(ms, resolve);
      this.#endPause = () => {
        timer.cancel();
        resolve();
      };
    });
    this.#endPause = () => undefined;
    this.#hasWaited = true;
  }
}

const isBudget = (decision: Decision): boolean => decision.do === 'hold' && decision.reason === 'budget';

const roomIn = ({ value }: Read<HomeStatus>, { room }: LocatedRoom): RoomReading => ({
  name: room.name,
  relayOffline: value.relayOffline,
  status: findById(value.rooms, room.id),
});
