import { MINUTE } from '../clock';
import type { Climate } from './climate';
import { StoredOffset, correctedOffset } from './offset';
import { createRandom } from './random';
import { stepHeat, USUAL_ROOM, type Construction, type RoomHeat } from './room-physics';
import { RESOLUTION, type HouseSettings, type RoomSetup } from './room-setup';
import { Setpoint, type SetpointMode, type SetpointState } from './setpoint';
import { RoomValves } from './room-valves';
import { createOnOffRegulator, createPiRegulator, USUAL_PLACE, Valve, type ValveReport } from './valve';
import { WeatherModule, type WeatherReport } from './weather-module';

/** What a room needs of its house. */
export interface RoomSurroundings {
  readonly settings: HouseSettings;
  /** How much of the sun's heat reaches the room. */
  readonly sunShare: number;
  /** House time, ms. */
  now(): number;
  /** Computes the house up to now. */
  sync(): void;
}

/** One step of the house as all its rooms meet it. */
export interface HouseStep extends Climate {
  /** House time at the end of the step, ms. */
  readonly now: number;
  readonly seconds: number;
  /** Local minutes since midnight. */
  readonly minutes: number;
}

/** An opened window is noticed after 3 min and stops heating for 30 (Netatmo's help centre, article 360026502511). */
const WINDOW_NOTICED_AFTER = 3 * MINUTE;
const WINDOW_STOPS_FOR = 30 * MINUTE;
/** Where a warm-up starts, °C; and what a static house shows until told otherwise. */
const START: Readonly<RoomHeat> = { air: 20, wall: 17, radiator: 38 };
const STATIC = { reading: 21, setpoint: 21, heatingPower: 40, reportMinutes: [5, 5] } as const;
const STATIC_RESOLUTION = 0.1;

/** A simulated room: its truth, what its valve makes of it, and what a test may set. °C, ms of house time. */
export class Room {
  readonly id: string;
  name: string;
  readonly type: string;
  readonly heating: 'NRV' | 'NATherm1' | null;
  readonly weatherType: 'NAMain' | 'NAModule4' | 'NHC' | null;
  readonly #surroundings: RoomSurroundings;
  readonly #heat: RoomHeat = { ...START };
  readonly #setpoint: Setpoint;
  readonly #offset: StoredOffset;
  readonly #construction: Construction;
  readonly #valves: RoomValves;
  readonly #weather: WeatherModule;
  readonly #pins: { air?: number; raw?: number; opening?: number } = {};
  #windowOpenSince: number | null = null;
  #unreachable = false;
  /** From when on a report carries all corrections. */
  #correctedAt = -Infinity;

  constructor(setup: RoomSetup & { readonly id: string }, surroundings: RoomSurroundings, start: HouseStep) {
    const { settings } = surroundings;
    this.id = setup.id;
    this.name = setup.name;
    this.type = setup.type ?? 'custom';
    this.heating = setup.heating === undefined ? 'NRV' : setup.heating;
    this.weatherType = setup.weather ?? null;
    this.#surroundings = surroundings;
    this.#setpoint = new Setpoint(settings.schedule, start.minutes, start.now);
    this.#offset = new StoredOffset(setup.offset ?? 0);
    const random = createRandom(settings.seed + Number(setup.id));
    const usual = settings.staticHouse ? STATIC_RESOLUTION : RESOLUTION[this.heating ?? 'NRV'];
    const reportMinutes = settings.staticHouse ? STATIC.reportMinutes : settings.reportMinutes;
    const resolution = settings.resolution ?? usual;
    const valves = (setup.valves ?? [USUAL_PLACE]).map((place) => {
      const regulator = settings.regulator === 'pi' ? createPiRegulator() : createOnOffRegulator();
      const isPerfect = settings.perfectValves;
      const valve = { place, resolution, reportMinutes, regulator, isPerfect, random };
      return new Valve(valve, this.#heat, this.#offset.value, start.now);
    });
    this.#construction = setup.construction ?? USUAL_ROOM;
    this.#valves = new RoomValves(valves, resolution);
    this.#weather = new WeatherModule(START.air, start.now, random, !settings.staticHouse);
    if (settings.staticHouse) this.#pinAll(start.now);
  }

  /** True air temperature. */
  get air(): number {
    return this.#synced().#heat.air;
  }

  get radiator(): number {
    return this.#synced().#heat.radiator;
  }

  /** What the valve takes for the room's temperature: raw + the offset it knows, not rounded. */
  get believed(): number {
    return this.#synced().#valves.believed;
  }

  /** Whether the newest report was made with all that the cloud has been told. */
  get showsCorrections(): boolean {
    return this.report.at >= this.#correctedAt;
  }

  /** The correction that the cloud stores. */
  get offset(): number {
    return this.#offset.value;
  }

  /** What homestatus shows. */
  get reading(): number {
    return this.report.reading;
  }

  get report(): ValveReport {
    return this.#synced().#valves.report;
  }

  get setpoint(): number {
    return this.setpointState.temperature;
  }

  get setpointState(): SetpointState {
    return this.#synced().#setpoint.state;
  }

  /** How far the valve is open, 0–1. */
  get opening(): number {
    return this.#synced().#valves.opening;
  }

  get weather(): WeatherReport {
    return this.#synced().#weather.report;
  }

  get weatherSilent(): boolean {
    return this.#weather.silent;
  }

  get isUnreachable(): boolean {
    return this.#unreachable;
  }

  /** Whether Netatmo has noticed an open window. */
  get openWindow(): boolean {
    return this.#synced().#noticesWindow(this.#surroundings.now());
  }

  /** Holds the true temperature at `air`; null lets it go again. The weather module measures at once. */
  setTrue(air: number | null): void {
    this.#synced();
    if (air === null) delete this.#pins.air;
    else this.#heat.air = this.#pins.air = air;
    this.#weather.measure(this.#heat.air, this.#surroundings.now());
  }

  /** Makes the valve report `reading` now, with the offset it has; later offsets move it. null lets it go. */
  setReading(reading: number | null): void {
    const valve = this.#synced().#valves;
    if (reading === null) delete this.#pins.raw;
    else valve.raw = this.#pins.raw = reading - valve.offset;
    valve.reportWith(valve.offset, this.#surroundings.now());
  }

  /** Holds the valve's opening, 0–100 %; null lets it go again. */
  setHeatingPower(percent: number | null): void {
    const valve = this.#synced().#valves;
    if (percent === null) delete this.#pins.opening;
    else valve.opening = this.#pins.opening = percent / 100;
    valve.reportWith(valve.offset, this.#surroundings.now());
  }

  /** Somebody's choice in the app. @param forMs of house time; null = until further notice */
  setSetpoint(temperature: number, mode: SetpointMode = 'manual', forMs: number | null = null): void {
    const now = this.#synced().#surroundings.now();
    this.#setpoint.choose(temperature, mode, now, forMs === null ? null : now + forMs);
  }

  openWindowNow(open: boolean): void {
    this.#windowOpenSince = open ? this.#synced().#surroundings.now() : null;
  }

  /** Whether the cloud has lost sight of the room's valve. */
  unreachable(lost: boolean): void {
    this.#synced().#unreachable = lost;
  }

  /** Whether the weather module has stopped measuring. */
  silenceWeather(silent: boolean): void {
    this.#synced().#weather.silent = silent;
  }

  /** Whether the weather module says the same for ever. */
  freezeWeather(frozen: boolean): void {
    this.#synced().#weather.frozen = frozen;
  }

  /** The valve reports now, out of turn. */
  reportNow(): void {
    const now = this.#synced().#surroundings.now();
    this.#valves.reportWith(this.#offset.forValve(now), now);
  }

  /** What the cloud does on `POST /api/truetemperature`. */
  correct(current: number, corrected: number): void {
    const now = this.#synced().#surroundings.now();
    const { settings } = this.#surroundings;
    const offset = correctedOffset(settings, this.#offset.value, this.#valves.report.raw, {
      current,
      corrected,
    });
    const isImmediate = settings.semantics === 'immediate';
    this.#offset.store(offset, isImmediate ? now : now + settings.reportDelayMs);
    if (!isImmediate || this.#unreachable) this.#correctedAt = now + Math.max(settings.reportDelayMs, 1);
    else this.#valves.showOffset(this.#offset.forValve(now));
  }

  /** For the house only: moves the room on by one step. */
  step(step: HouseStep): void {
    if (!this.#surroundings.settings.staticHouse) this.#live(step);
    if (!this.#unreachable) this.#valves.reportIfDue(() => this.#offset.forValve(step.now), step.now);
    this.#weather.measureIfDue(this.#heat.air, step.now);
  }

  /** For the house only: `ms` of house time were left out. */
  skip(ms: number): void {
    this.#valves.skip(ms);
  }

  #live({ now, seconds, minutes, outside, sun }: HouseStep): void {
    const { air, raw, opening } = this.#pins;
    const heat = this.#heat;
    const valve = this.#valves;
    this.#setpoint.follow(minutes, now);
    this.#airDaily(minutes, now);
    stepHeat(
      heat,
      this.#construction,
      {
        opening: valve.opening,
        outside,
        sun: sun * this.#surroundings.sunShare,
        windowOpen: this.#windowOpenSince !== null,
      },
      seconds,
    );
    if (air !== undefined) heat.air = air;
    if (raw === undefined) valve.sense(heat, seconds);
    valve.regulate(this.#noticesWindow(now) ? -Infinity : this.#setpoint.state.temperature, seconds);
    if (opening !== undefined) valve.opening = opening;
  }

  /** Moves the window at the two minutes of the day only, so that a test may open or close it in between. */
  #airDaily(minutes: number, now: number): void {
    const { dailyWindow } = this.#surroundings.settings;
    if (!dailyWindow) return;
    if (minutes === dailyWindow.opens) this.#windowOpenSince = now;
    if (minutes === dailyWindow.opens + dailyWindow.minutes) this.#windowOpenSince = null;
  }

  #noticesWindow(now: number): boolean {
    if (this.#windowOpenSince === null) return false;
    if (this.#surroundings.settings.staticHouse) return true;
    const open = now - this.#windowOpenSince;
    return open >= WINDOW_NOTICED_AFTER && open < WINDOW_NOTICED_AFTER + WINDOW_STOPS_FOR;
  }

  #pinAll(now: number): void {
    const valve = this.#valves;
    valve.raw = STATIC.reading - valve.offset;
    valve.opening = STATIC.heatingPower / 100;
    valve.reportWith(valve.offset, now);
    this.#setpoint.choose(STATIC.setpoint, 'schedule', now, null);
  }

  #synced(): this {
    this.#surroundings.sync();
    return this;
  }
}
