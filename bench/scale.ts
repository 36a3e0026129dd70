import { setMaxListeners } from 'node:events';
import { parseFollowSettings } from '../src/correction/follow/settings';
import type { Account } from '../src/account/account';
import { BenchSite, homeOf } from './support/bench-site';
import { median, processorTime, round } from './support/figures';
import { heapUsed } from './support/heap';

/** What a message costs that is decided here, with so many of something. */
export interface ScalePoint {
  readonly count: number;
  /** Median time of the processor, µs, for messages that go round all of them. */
  readonly microseconds: number;
  /** The same for messages that go round ten of them: the others are only there. */
  readonly tenInUse: number;
}

export interface ManyFigures {
  readonly accounts: number;
  readonly homes: number;
  /** For a list of all homes, warm: the status of each. */
  readonly requestsPerAccount: number;
  /** Heap in use, KB for each account, with its session and three homes, its sockets and the simulated cloud's side. */
  readonly kilobytesPerAccount: number;
}

const SIZES = [10, 100, 1_000];
const TEN = 10;
const ROUNDS = 9;
const MESSAGES = 1_000;
/** Messages that are under way together. */
const LOT = 10;
const SETTINGS = parseFollowSettings({});
const { signal } = ((): AbortController => {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
})();

/** Sends one message of a sensor, in mode `follow`, to the room or account with this index. */
type Send = (index: number) => Promise<unknown>;

const follow = (account: Account, room: string): Promise<unknown> =>
  account.follow(
    {
      ...{ room, homeId: '', accountHomeId: '', temperature: 21, window: undefined, at: undefined },
      ...{ force: false, settings: SETTINGS },
    },
    signal,
  );

/** Sends so many messages, which go round the first `among`. */
async function inLots(count: number, among: number, send: Send): Promise<void> {
  for (let index = 0; index < count; index += LOT)
    await Promise.all(Array.from({ length: LOT }, (_, next) => send((index + next) % among)));
}

/** So many rooms of one home. */
async function withRooms(count: number): Promise<readonly [BenchSite, Send]> {
  const site = await BenchSite.open([homeOf(count)], 0);
  const account = site.join();
  const rooms = site.simulator.house.rooms.map(({ id }) => id);
  return [site, (index) => follow(account, rooms[index]!)];
}

/** So many accounts, each with its own session. */
async function withAccounts(
  count: number,
  homes = [homeOf(1)],
): Promise<readonly [BenchSite, Send, Account[]]> {
  const site = await BenchSite.open(homes, 0);
  const accounts: Account[] = [];
  for (let index = 0; index < count; index += 1) {
    const email = `resident${String(index)}@example.org`;
    site.simulator.credentials.email = email;
    const account = site.join(email, `account${String(index)}`);
    await account.rooms({ homeId: '*', filter: 'thermostat', sensors: false }, signal);
    accounts.push(account);
  }
  const room = site.simulator.house.rooms[0]!.id;
  return [site, (index) => follow(accounts[index]!, room), accounts];
}

/** By turns for all sizes, so that nothing else on the machine meets one of them alone. */
async function curve(
  open: (count: number) => Promise<readonly [BenchSite, Send, ...unknown[]]>,
): Promise<ScalePoint[]> {
  const points = [];
  for (const count of SIZES) {
    const [site, send] = await open(count);
    // The first message of each looks at its room; the next five minutes are decided here.
    await inLots(Math.max(count, 2 * MESSAGES), count, send);
    points.push({ count, site, send, all: [] as number[], ten: [] as number[] });
  }
  const cost = async (among: number, send: Send): Promise<number> =>
    (await processorTime(() => inLots(MESSAGES, among, send))) / MESSAGES;
  for (let index = 0; index < ROUNDS; index += 1)
    for (const { count, send, all, ten } of points) {
      all.push(await cost(count, send));
      ten.push(await cost(TEN, send));
    }
  for (const { site } of points) await site.close();
  return points.map(({ count, all, ten }) => ({
    count,
    microseconds: round(median(all), 1),
    tenInUse: round(median(ten), 1),
  }));
}

/** How many times as much a message costs when there are the most as when there are the fewest, ten in use each time. */
export const spreadOf = (points: readonly ScalePoint[]): number =>
  round((points.at(-1)?.tenInUse ?? NaN) / (points[0]?.tenInUse ?? NaN));

export const measureRooms = (): Promise<ScalePoint[]> => curve(withRooms);
export const measureAccounts = (): Promise<ScalePoint[]> => curve(withAccounts);

/** A hundred accounts with three homes each, in one process. */
export async function measureMany(accounts = 100, homes = 3): Promise<ManyFigures> {
  const setups = Array.from({ length: homes }, (_, index) => homeOf(4, `Home ${String(index + 1)}`));
  // What is loaded and compiled once is no account's.
  await (await withAccounts(1, setups))[0].close();
  const before = await heapUsed();
  const [site, , all] = await withAccounts(accounts, setups);
  site.simulator.log.clear();
  const heap = (await heapUsed()) - before;
  site.clock.skip(60_000);
  for (const account of all)
    await account.rooms({ homeId: '*', filter: 'thermostat', sensors: false }, signal);
  const figures = {
    ...{ accounts, homes },
    requestsPerAccount: site.simulator.log.total / accounts,
    kilobytesPerAccount: round(heap / 1_024 / accounts, 0),
  };
  await site.close();
  return figures;
}
