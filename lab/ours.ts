import type { Clock } from '../src/clock';
import type { Cloud } from '../src/cloud/cloud';
import { type ErrorCode, NetatmoError } from '../src/cloud/errors';
import { Corrector } from '../src/correction/corrector';
import { parseFollowSettings, type StoredFollowSettings } from '../src/correction/follow/settings';
import type { Reason } from '../src/correction/result';
import type { RoomState, RoomStates } from '../src/correction/room-state';
import { Homes } from '../src/home/homes';
import type { Policy } from './policy';

/** The time that a message has, ms. */
const MESSAGE_TIME = 40_000;

/** What one message came to. */
export interface Answer {
  readonly minute: number;
  readonly reason: Reason | ErrorCode;
  /** Whether the room was looked at. */
  readonly isEvaluated: boolean;
}

export interface FollowDesk {
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly homeId: string;
  readonly roomId: string;
  /** Waits for work, and lets the clock go on as far as it needs to. */
  settle<T>(work: Promise<T>): Promise<T>;
  onAnswer?(answer: Answer): void;
  /** As a node stores them; the defaults unless given. */
  readonly settings?: StoredFollowSettings;
}

/** This package: the sensor wired to a `set truetemp` node in mode `follow`, with nothing set. */
export const following = (desk: FollowDesk): Policy => {
  const { cloud, clock, homeId, roomId, settle } = desk;
  const corrector = new Corrector({
    cloud,
    clock,
    homes: new Homes(cloud, clock),
    states: new StatesInMemory(),
    limits: { ms: MESSAGE_TIME },
  });
  const settings = parseFollowSettings(desk.settings ?? {});
  const closing = new AbortController();
  const tell = async (temperature: number, minute: number): Promise<void> => {
    const message = { room: roomId, homeId, accountHomeId: '', window: undefined, at: undefined };
    const answer = await settle(
      corrector
        .follow({ ...message, temperature, force: false, settings }, closing)
        .then(({ result, isEvaluated }) => ({ reason: result.reason, isEvaluated }))
        .catch((error: unknown) => ({ reason: codeOf(error), isEvaluated: true })),
    );
    desk.onAnswer?.({ minute, ...answer });
  };
  return { act: ({ heard, minute }) => (heard === null ? undefined : tell(heard, minute)) };
};

const codeOf = (error: unknown): ErrorCode => {
  if (error instanceof NetatmoError) return error.code;
  throw error;
};

/** As on a computer that runs through: nothing is forgotten, nothing was corrected before. */
class StatesInMemory implements RoomStates {
  readonly mayHaveForgotten = false;
  readonly #rooms = new Map<string, RoomState>();

  get(homeId: string, roomId: string): RoomState | undefined {
    return this.#rooms.get(`${homeId}/${roomId}`);
  }

  put(homeId: string, roomId: string, state: RoomState): void {
    this.#rooms.set(`${homeId}/${roomId}`, state);
  }

  save(): Promise<void> {
    return Promise.resolve();
  }
}
