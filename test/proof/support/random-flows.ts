import type { Account } from '../../../src/account/account';
import type { ErrorCode } from '../../../src/cloud/errors';
import { parseFollowSettings } from '../../../src/correction/follow/settings';
import { parseSetSettings } from '../../../src/correction/settings';
import type { TestSimulator } from '../../../testkit';

const SET = parseSetSettings({});
const FOLLOW = parseFollowSettings({});
const HOMES = [
  {
    name: 'Flat',
    rooms: [
      { name: 'Living room', heating: 'NRV', weather: 'NAMain' },
      { name: 'Kitchen', heating: 'NRV' },
      { name: 'Bedroom', heating: 'NATherm1', weather: 'NAModule4' },
    ],
  },
  { name: 'Cabin', rooms: [{ name: 'Stove room', heating: 'NRV' }] },
] as const;

/** Two homes with four rooms. */
export const TWO_HOMES = { homes: HOMES, bareHomeFirst: true, staticHouse: false } as const;

/** Flows that send one message after another, of all kinds that there are; what is drawn is the same for a seed. */
export class RandomFlows {
  readonly #account: Account;
  readonly #simulator: TestSimulator;
  readonly #random: () => number;

  constructor(account: Account, simulator: TestSimulator, random: () => number) {
    this.#account = account;
    this.#simulator = simulator;
    this.#random = random;
  }

  /** Sends one message. @returns what became of it: a reason, 'listed', 'told', or the code of an error */
  async message(): Promise<string> {
    const stop = new AbortController().signal;
    try {
      return await this.#send(this.#random(), stop);
    } catch (error) {
      return (error as { code: ErrorCode }).code;
    }
  }

  async #send(kind: number, stop: AbortSignal): Promise<string> {
    const home = this.#one(this.#simulator.houses.filter(({ rooms }) => rooms.length > 0));
    const room = this.#one(home.rooms);
    const choice = { room: room.id, homeId: this.#one(['', home.id, '*']), accountHomeId: '' };
    // A good sensor: the air, give or take a tenth.
    const temperature: unknown = kind > 0.97 ? this.#one(['', 'warm', 99, NaN, null]) : this.#sensorOf(room);
    const flags = { force: this.#random() < 0.01, undo: this.#random() < 0.005 };
    if (kind < 0.3) {
      const filter = this.#one(['thermostat', 'all'] as const);
      await this.#account.rooms(
        { homeId: this.#one(['', '*', home.id]), filter, sensors: this.#random() < 0.1 },
        stop,
      );
      return 'listed';
    }
    if (kind < 0.32) {
      await this.#account.history(choice, stop);
      return 'told';
    }
    if (kind < 0.6)
      return (await this.#account.correct({ ...choice, ...flags, temperature, settings: SET }, stop)).reason;
    const follow = { ...choice, force: flags.force, temperature, window: this.#window(), at: undefined };
    return (await this.#account.follow({ ...follow, settings: FOLLOW }, stop)).result.reason;
  }

  #window(): unknown {
    const chance = this.#random();
    if (chance < 0.002) return true;
    return chance < 0.01 ? false : undefined;
  }

  #sensorOf(room: TestSimulator['house']['rooms'][number]): number {
    return Math.round(10 * room.air) / 10 + this.#one([-0.1, 0, 0, 0.1]);
  }

  #one<T>(list: readonly T[]): T {
    return list[Math.floor(this.#random() * list.length)]!;
  }
}
