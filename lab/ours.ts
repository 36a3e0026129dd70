import type { Clock } from '../src/clock';
import type { Cloud } from '../src/cloud/cloud';
import { Deadline } from '../src/cloud/deadline';
import { type ErrorCode, NetatmoError } from '../src/cloud/errors';
import { Corrector } from '../src/correction/corrector';
import { parseFollowSettings, type StoredFollowSettings } from '../src/correction/follow/settings';
import type { KeptRoomState, RoomState, RoomStates } from '../src/correction/room-state';
import { Homes } from '../src/home/homes';
import type { Answer, Policy } from './policy';

/** The time that a message has, ms. */
const MESSAGE_TIME = 40_000;

export interface FollowDesk {
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly homeId: string;
  readonly roomId: string;
  /** Waits for work, and lets the clock go on as far as it needs to. */
  settle<T>(work: Promise<T>): Promise<T>;
  /** As a node stores them; the defaults unless given. */
  readonly settings?: StoredFollowSettings;
}

/** This package: the sensor wired to a `set truetemp` node in mode `follow`, with nothing set. */
export const following = (desk: FollowDesk): Policy => {
  const { cloud, clock, homeId, roomId, settle } = desk;
  let states = new StatesInMemory(false);
  const start = (): Corrector => new Corrector({ cloud, clock, homes: new Homes(cloud, clock), states });
  let corrector = start();
  const settings = parseFollowSettings(desk.settings ?? {});
  const within = async <T>(work: (deadline: Deadline) => Promise<T>): Promise<T> => {
    const deadline = new Deadline(clock, { ms: MESSAGE_TIME });
    try {
      return await work(deadline);
    } finally {
      deadline.dispose();
    }
  };
  const tell = async (temperature: number, minute: number): Promise<Answer> => {
    const message = { room: roomId, homeId, accountHomeId: '', window: undefined, at: undefined };
    const answer = await settle(
      within((deadline) => corrector.follow({ ...message, temperature, force: false, settings }, deadline))
        .then(({ result, isEvaluated }) => ({ reason: result.reason, isEvaluated }))
        .catch((error: unknown) => ({ reason: codeOf(error), isEvaluated: true })),
    );
    return { minute, ...answer };
  };
  return {
    act: ({ heard, minute }) => (heard === null ? undefined : tell(heard, minute)),
    undo: async () => {
      const message = { room: roomId, homeId, accountHomeId: '', temperature: undefined };
      const undo = { ...message, force: false, undo: true, settings };
      await settle(within((deadline) => corrector.apply(undo, deadline)));
    },
    restart: (forgets) => {
      if (forgets) states = new StatesInMemory(true);
      corrector = start();
    },
  };
};

const codeOf = (error: unknown): ErrorCode => {
  if (error instanceof NetatmoError) return error.code;
  throw error;
};

/** What is known of the rooms while nobody forgets it. */
class StatesInMemory implements RoomStates {
  readonly mayHaveForgotten: boolean;
  readonly #rooms = new Map<string, RoomState>();

  constructor(mayHaveForgotten: boolean) {
    this.mayHaveForgotten = mayHaveForgotten;
  }

  of(homeId: string, roomId: string): KeptRoomState {
    const key = `${homeId}/${roomId}`;
    return { get: () => this.#rooms.get(key), put: (state) => this.#rooms.set(key, state) };
  }

  save(): Promise<void> {
    return Promise.resolve();
  }
}
