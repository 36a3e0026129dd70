import { type Clock, notInFuture } from '../clock';
import type { Stamp } from '../home/shared-read';
import type { LocatedRoom } from '../home/match';
import type { ReportedOffset } from '../home/homes';
import type { FollowState } from './follow/state';
import { withoutCorrection } from './follow/state';
import { believable, OFFSET_SHOWS_AFTER, withReport } from './reconcile';
import {
  afterCorrection,
  EMPTY_ROOM_STATE,
  type KeptRoomState,
  type LastCorrection,
  type RoomState,
  type RoomStates,
} from './room-state';
import { hasMoved } from './settle';

/** A correction about to be sent, °C. */
export interface Outgoing {
  readonly measured: number;
  readonly corrected: number;
  readonly isUndo: boolean;
  /** How far sensor and valve were apart: sensor − reading; null when no sensor asked for it. */
  readonly gap: number | null;
}

/** What is known of one room's corrections: the stored state, and when they happened on this process's own clock. */
export class RoomMemory {
  readonly #states: RoomStates;
  readonly #kept: KeptRoomState;
  readonly #clock: Clock;
  readonly #stamp: Stamp;
  /** Where the last correction, known by its wall-clock time, stands on the ticks. */
  #pinned: { readonly at: number; readonly ticks: number } | undefined;
  /** A stamp that is later than the last correction. */
  #endedAt: number;
  #triedAt = -Infinity;

  /** @param startedAt a stamp before which no read was started that knows of a correction stored earlier */
  constructor(states: RoomStates, clock: Clock, stamp: Stamp, place: LocatedRoom, startedAt: number) {
    this.#states = states;
    this.#kept = states.of(place.home.id, place.room.id);
    this.#clock = clock;
    this.#stamp = stamp;
    this.#endedAt = startedAt;
  }

  get state(): RoomState {
    return this.#kept.get() ?? EMPTY_ROOM_STATE;
  }

  /** Whether somebody may have corrected the room before whom nobody remembers. */
  get mayBeForgotten(): boolean {
    return this.#states.mayHaveForgotten;
  }

  /** What the follow controller remembers from now on. */
  putFollow(follow: FollowState): void {
    this.#put({ ...this.state, follow });
  }

  /**
   * ms since the last correction. Once seen it is counted in ticks, so that setting the machine's clock neither ends
   * nor prolongs a settle time; a stored time in the future counts as the moment when it was first seen.
   */
  elapsed(): number {
    const { last } = this.state;
    if (!last) return Infinity;
    if (this.#pinned?.at !== last.at) {
      const now = this.#clock.now();
      this.#pinned = { at: last.at, ticks: this.#clock.ticks() - (now - notInFuture(last.at, now)) };
    }
    return this.#clock.ticks() - this.#pinned.ticks;
  }

  /** ms since the last try to send something, whatever came of it. */
  sinceTry(): number {
    return this.#clock.ticks() - this.#triedAt;
  }

  /** The stamp after which a read must have been started to show the last correction. */
  lastCorrection(): number {
    return this.state.last ? this.#endedAt : -Infinity;
  }

  /** A reading newer than the last correction: remembers when it shows that the room has settled. */
  see(measured: number): void {
    const { state } = this;
    if (!state.last || state.last.settled || !hasMoved(state.last, measured)) return;
    this.#put({ ...state, last: { ...state.last, settled: true } });
  }

  /** What Netatmo reports as the room's `offset`, once it can know the last correction. */
  learn(report: ReportedOffset | undefined): void {
    if (report && this.isSure(report)) this.#learn(report);
  }

  /** The same for a report that was asked for just now, which is the best that can be known. */
  learnNow(report: ReportedOffset | undefined): void {
    if (report) this.#learn(report);
  }

  /** Whether a report must know the last correction. */
  isSure({ readAt }: ReportedOffset): boolean {
    return this.elapsed() - (this.#clock.ticks() - readAt) >= OFFSET_SHOWS_AFTER;
  }

  #learn({ value }: ReportedOffset): void {
    const after = withReport(this.state, believable(value));
    if (after !== this.state) this.#put(after);
  }

  /** Writes a correction down. Gives the way to take it back, for one that was clearly refused. */
  record(outgoing: Outgoing): () => void {
    const before = this.state;
    const after = afterCorrection(before, { ...outgoing, at: this.#clock.now() });
    this.#put(after);
    this.#pinned = { at: after.last?.at ?? 0, ticks: this.#clock.ticks() };
    return () => {
      // After a redeploy somebody else may have corrected the room meanwhile.
      if (!isSame(this.state.last, after.last)) return;
      const { follow } = this.state;
      this.#put({ ...before, follow: follow && withoutCorrection(follow, before.follow) });
    };
  }

  /** A try to send is over. `counts` = the cloud has, or may have, taken it. */
  tried(counts: boolean): void {
    this.#triedAt = this.#clock.ticks();
    if (counts) this.#endedAt = this.#stamp();
  }

  #put(state: RoomState): void {
    this.#kept.put(state);
  }
}

const isSame = (a: LastCorrection | null, b: LastCorrection | null): boolean =>
  a?.at === b?.at && a?.measured === b?.measured && a?.corrected === b?.corrected;
