import assert from 'node:assert/strict';
import { Deadline } from '../../src/cloud/deadline';
import { NetatmoError } from '../../src/cloud/errors';
import { type CorrectionMessage, Corrector, type OutcomeEvent } from '../../src/correction/corrector';
import { parseFollowSettings, type StoredFollowSettings } from '../../src/correction/follow/settings';
import type { CorrectionResult, FollowAnswer, HistoryRow } from '../../src/correction/result';
import type { KeptRoomState, RoomState, RoomStates } from '../../src/correction/room-state';
import { parseSetSettings, type StoredSettings } from '../../src/correction/settings';
import { MINUTE, SECOND } from '../../src/clock';
import { Homes } from '../../src/home/homes';
import { FakeCloud, LIVING } from '../support/fake-cloud';
import { VirtualClock } from '../support/virtual-clock';

/** Room states in memory, with a disk that holds what was last saved. */
export class FakeStates implements RoomStates {
  mayHaveForgotten = false;
  readonly rooms = new Map<string, RoomState>();
  disk = new Map<string, RoomState>();
  onSave: () => Promise<void> | void = () => undefined;

  get(homeId: string, roomId: string): RoomState | undefined {
    return this.rooms.get(`${homeId}/${roomId}`);
  }

  put(homeId: string, roomId: string, state: RoomState): void {
    this.rooms.set(`${homeId}/${roomId}`, state);
  }

  of(homeId: string, roomId: string): KeptRoomState {
    return { get: () => this.get(homeId, roomId), put: (state) => this.put(homeId, roomId, state) };
  }

  async save(): Promise<void> {
    this.disk = new Map(this.rooms);
    await this.onSave();
  }

  /** What a new process finds. */
  afterCrash(): FakeStates {
    const states = new FakeStates();
    for (const [key, state] of this.disk) states.rooms.set(key, state);
    states.disk = new Map(this.disk);
    return states;
  }
}

export type Ask = Partial<Omit<CorrectionMessage, 'settings'>> & { readonly settings?: StoredSettings };
/** One message of a sensor; the default is one of the living room. */
export interface Tell {
  readonly room?: unknown;
  readonly temperature?: unknown;
  readonly window?: unknown;
  readonly at?: unknown;
  readonly sensor?: unknown;
  readonly force?: boolean;
  readonly settings?: StoredFollowSettings;
}
export type Answer = Pick<CorrectionResult, 'reason'> | { readonly error: NetatmoError };

export const reasonOf = (answer: Answer): string => ('error' in answer ? answer.error.code : answer.reason);

/** A corrector with everything around it. */
export class CorrectorBench {
  readonly clock: VirtualClock;
  readonly cloud: FakeCloud;
  states: FakeStates;
  homes: Homes;
  corrector: Corrector;
  closing = new AbortController();
  readonly events: OutcomeEvent[] = [];

  constructor(clock = new VirtualClock(), cloud = new FakeCloud(clock), states = new FakeStates()) {
    this.clock = clock;
    this.cloud = cloud;
    this.states = states;
    this.homes = new Homes(cloud, clock);
    this.corrector = this.#newCorrector();
  }

  #newCorrector(): Corrector {
    const { cloud, homes, clock, states } = this;
    const onOutcome = (event: OutcomeEvent): void => void this.events.push(event);
    return new Corrector({ cloud, homes, clock, states, onOutcome });
  }

  /** Closes everything and starts anew: on the same memory, or as a new process on what the disk holds. */
  restart(how: 'redeploy' | 'redeploy with new homes' | 'crash'): void {
    this.closing.abort(new NetatmoError('CLOSED', 'closed'));
    this.closing = new AbortController();
    if (how === 'crash') this.states = this.states.afterCrash();
    if (how !== 'redeploy') this.homes = new Homes(this.cloud, this.clock);
    this.corrector = this.#newCorrector();
  }

  /** Sends a message; the answer comes when the clock is run. */
  send({ settings = {}, ...ask }: Ask = {}): Promise<CorrectionResult> {
    const message = {
      room: LIVING,
      homeId: '',
      accountHomeId: '',
      temperature: 21,
      force: false,
      undo: false,
    };
    const whole = { ...message, ...ask, settings: parseSetSettings(settings) };
    return this.#within((deadline) => this.corrector.apply(whole, deadline));
  }

  /** The same, with an error as an answer. */
  ask(ask: Ask = {}): Promise<Answer> {
    return this.send(ask).catch((error: unknown) => {
      assert.ok(error instanceof NetatmoError, String(error));
      return { error };
    });
  }

  /** Sends a message to follow; the answer comes when the clock is run. */
  tell({ settings = {}, force = false, room = LIVING, ...told }: Tell = {}): Promise<FollowAnswer> {
    const input = { temperature: 21, window: undefined, at: undefined, ...told };
    const choice = { room, homeId: '', accountHomeId: '' };
    const message = { ...choice, ...input, force, settings: parseFollowSettings(settings) };
    return this.#within((deadline) => this.corrector.follow(message, deadline));
  }

  /** The last decisions of a room. */
  history(room: unknown = LIVING): Promise<readonly HistoryRow[]> {
    const choice = { room, homeId: '', accountHomeId: '' };
    return this.#within((deadline) => this.corrector.history(choice, deadline));
  }

  /** The answer to a message of a sensor, sent and waited for. */
  async told(tell: Tell = {}, ms = 3 * SECOND): Promise<FollowAnswer> {
    const answer = this.tell(tell);
    answer.catch(() => undefined);
    await this.clock.run(ms);
    return answer;
  }

  /** What came of it: reason or error code, and for an answer between two looks the code that it hands on. */
  async heard(tell: Tell = {}, ms = 3 * SECOND): Promise<string> {
    try {
      const { result, failure } = await this.told(tell, ms);
      return failure ? `${result.reason} (${failure})` : result.reason;
    } catch (error) {
      assert.ok(error instanceof NetatmoError, String(error));
      return error.code;
    }
  }

  /** The answer of one message, sent and waited for. */
  async answer(ask: Ask = {}, ms = 3 * SECOND): Promise<CorrectionResult> {
    const answer = this.send(ask);
    answer.catch(() => undefined);
    await this.clock.run(ms);
    return answer;
  }

  /** Its reason, or the code of its error. */
  async outcome(ask: Ask = {}, ms = 3 * SECOND): Promise<string> {
    const answer = this.ask(ask);
    await this.clock.run(ms);
    return reasonOf(await answer);
  }

  /** Runs one message's work with the time that an account gives it. */
  async #within<T>(work: (deadline: Deadline) => Promise<T>): Promise<T> {
    const deadline = new Deadline(this.clock, { ms: 40 * SECOND }, this.closing.signal);
    try {
      return await work(deadline);
    } finally {
      deadline.dispose();
    }
  }

  /** Reads topology and status, then lets the status grow too old for anything. */
  async warm(): Promise<void> {
    await this.outcome({ temperature: 20 });
    this.clock.advance(2 * MINUTE);
    this.cloud.calls.length = 0;
    this.events.length = 0;
  }
}
