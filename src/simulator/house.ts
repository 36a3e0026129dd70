import { DAY, MINUTE } from '../clock';
import { climateOf } from './climate';
import { Room, type HouseStep } from './room';
import type { HomeSetup, HouseSettings, RoomSetup } from './room-setup';
import { createDayTime, type SimulatedTime } from './time';

/** Step of the physics, ms of house time; the fastest heat store has a time constant of over 3 min. */
const STEP = MINUTE;
/** A house left alone for longer lives through its last day only. */
const LONGEST_CATCH_UP = DAY;
/** Lived through before the start, so that walls are warm and the valve's error can be seen at once. */
const WARM_UP = DAY;
/** The sun reaches rooms differently; by turns, as shares of the full gain. */
const SUN_SHARES = [0.4, 1, 0.5, 0.3];

/** A house with rooms in winter. It is computed when somebody looks, in steps of one minute; no timer runs. */
export class House {
  readonly id: string;
  name: string | undefined;
  /** 1, 2, 3 … used in the ids of modules. */
  readonly number: number;
  readonly settings: HouseSettings;
  isRelayOffline = false;
  readonly #time: SimulatedTime;
  readonly #minutesAt: (at: number) => number;
  readonly #climate: ReturnType<typeof climateOf>;
  readonly #rooms: Room[] = [];
  #computedTo: number;
  #roomsMade = 0;

  constructor(setup: HomeSetup, number: number, settings: HouseSettings, time: SimulatedTime) {
    this.id = setup.id ?? String(number).repeat(24).slice(0, 24);
    this.name = setup.name;
    this.number = number;
    this.settings = settings;
    this.#time = time;
    this.#minutesAt = createDayTime(settings.timezone);
    this.#climate = climateOf(settings.weather, settings.seed);
    this.#computedTo = time.house() - (settings.staticHouse ? 0 : WARM_UP);
    for (const room of setup.rooms) this.addRoom(room);
    this.sync();
  }

  get rooms(): readonly Room[] {
    return this.#rooms;
  }

  /** Outside temperature now, °C. */
  get outside(): number {
    return this.#stepAt(this.now()).outside;
  }

  /** The sun through the windows of a room that gets all of it, W. */
  get sun(): number {
    return this.#stepAt(this.now()).sun;
  }

  /** House time, ms since the epoch. */
  now(): number {
    return this.#time.house();
  }

  /** The room with this id or name. @throws Error when there is none */
  room(idOrName: string): Room {
    const room = this.#rooms.find(({ id, name }) => id === idOrName || name === idOrName);
    if (!room) throw new Error(`The simulated house has no room ${idOrName}`);
    return room;
  }

  /** Holds the true temperature of a room, °C; null lets it go again. */
  setTrue(idOrName: string, air: number | null): void {
    this.room(idOrName).setTrue(air);
  }

  addRoom(setup: RoomSetup): Room {
    this.#roomsMade += 1;
    const id = setup.id ?? String(this.number * 1e9 + this.#roomsMade);
    const sunShare = setup.sunShare ?? SUN_SHARES[this.#roomsMade % SUN_SHARES.length] ?? 0;
    const surroundings = {
      settings: this.settings,
      sunShare,
      now: () => this.now(),
      sync: () => this.sync(),
    };
    const room = new Room({ ...setup, id }, surroundings, this.#stepAt(this.#computedTo));
    this.#rooms.push(room);
    return room;
  }

  removeRoom(idOrName: string): void {
    this.#rooms.splice(this.#rooms.indexOf(this.room(idOrName)), 1);
  }

  /** Whether the relay has lost the internet: then the cloud knows nothing of the rooms. */
  relayOffline(offline: boolean): void {
    this.sync();
    this.isRelayOffline = offline;
  }

  /** Computes the house up to now. */
  sync(): void {
    const now = this.now();
    const skipped = now - LONGEST_CATCH_UP - this.#computedTo;
    if (skipped > 0) {
      this.#computedTo += skipped;
      for (const room of this.#rooms) room.skip(skipped);
    }
    while (this.#computedTo + STEP <= now) {
      this.#computedTo += STEP;
      const step = this.#stepAt(this.#computedTo);
      for (const room of this.#rooms) room.step(step);
    }
  }

  #stepAt(now: number): HouseStep {
    const minutes = this.#minutesAt(now);
    return {
      now,
      minutes,
      seconds: STEP / 1000,
      ...this.#climate(now, minutes),
    };
  }
}
