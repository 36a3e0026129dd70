import { StoredOffset, correctedOffset } from './offset';
import { createRandom } from './random';
import { createOnOffRegulator, createPiRegulator } from './regulator';
import { stepHeat, type RoomHeat } from './room-physics';
import { RESOLUTION, type HouseSettings, type RoomSetup } from './room-setup';
import { Setpoint, type SetpointMode, type SetpointState } from './setpoint';
import { MINUTE } from './time';
import { Valve, type ValveReport } from './valve';
import { WeatherModule, type WeatherReport } from './weather';

/** What a room needs of its house. */
export interface RoomSurroundings {
  readonly settings: HouseSettings;
  /** How much of the sun's heat reaches the room, 0–1. */
  readonly sunShare: number;
  /** House time, ms. */
  now(): number;
  /** Computes the house up to now. */
  sync(): void;
}

/** One step of the house as all its rooms meet it. */
export interface HouseStep {
  /** House time at the end of the step, ms. */
  readonly now: number;
  readonly seconds: number;
  /** Local minutes since midnight. */
  readonly minutes: number;
  readonly outside: number;
  readonly sun: number;
}

/** An opened window is noticed after 3 min and stops heating for 30 (Netatmo help centre, dossier §5). */
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
  readonly weatherType: 'NAMain' | 'NAModule4' | null;
  readonly #surroundings: RoomSurroundings;
  readonly #heat: RoomHeat = { ...START };
  readonly #setpoint: Setpoint;
  readonly #offset: StoredOffset;
  readonly #valve: Valve;
  readonly #weather: WeatherModule;
  readonly #pins: { air?: number; raw?: number; opening?: number } = {};
  #windowOpenSince: number | null = null;
  #unreachable = false;

  constructor(setup: RoomSetup & { readonly id: string }, surroundings: RoomSurroundings, start: HouseStep) {
    const { settings } = surroundings;
    this.id = setup.id;
    this.name = setup.name;
    this.type = setup.type ?? 'custom';
    this.heating = setup.heating === undefined ? 'NRV' : setup.heating;
    this.weatherType = setup.weather ?? null;
    this.#surroundings = surroundings;
    this.#setpoint = new Setpoint(start.minutes, start.now);
    this.#offset = new StoredOffset(setup.offset ?? 0);
    const random = createRandom(settings.seed + Number(setup.id));
    const regulator = settings.regulator === 'pi' ? createPiRegulator() : createOnOffRegulator();
    const usual = settings.staticHouse ? STATIC_RESOLUTION : RESOLUTION[this.heating ?? 'NRV'];
    const reportMinutes = settings.staticHouse ? STATIC.reportMinutes : settings.reportMinutes;
    const resolution = settings.resolution ?? usual;
    this.#valve = new Valve(
      { resolution, reportMinutes, regulator, isPerfect: settings.perfectValves, random },
      this.#heat,
      this.#offset.value,
      start.now,
    );
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
    return this.#synced().#valve.believed;
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
    return this.#synced().#valve.report;
  }

  get setpoint(): number {
    return this.setpointState.temperature;
  }

  get setpointState(): SetpointState {
    return this.#synced().#setpoint.state;
  }

  /** How far the valve is open, 0–1. */
  get opening(): number {
    return this.#synced().#valve.opening;
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
    const valve = this.#synced().#valve;
    if (reading === null) delete this.#pins.raw;
    else valve.raw = this.#pins.raw = reading - valve.offset;
    valve.reportWith(valve.offset, this.#surroundings.now());
  }

  /** Holds the valve's opening, 0–100 %; null lets it go again. */
  setHeatingPower(percent: number | null): void {
    const valve = this.#synced().#valve;
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

  /** The valve reports now, out of turn. */
  reportNow(): void {
    const now = this.#synced().#surroundings.now();
    this.#valve.reportWith(this.#offset.forValve(now), now);
  }

  /** What the cloud does on `POST /api/truetemperature`. */
  correct(current: number, corrected: number): void {
    const now = this.#synced().#surroundings.now();
    const { semantics, reportDelayMs, largestOffset } = this.#surroundings.settings;
    const correction = { current, corrected };
    const { raw } = this.#valve.report;
    const offset = correctedOffset(semantics, this.#offset.value, raw, correction, largestOffset);
    this.#offset.store(offset, semantics === 'immediate' ? now : now + reportDelayMs);
    if (semantics === 'immediate' && !this.#unreachable) this.#valve.showOffset(this.#offset.forValve(now));
  }

  /** For the house only: moves the room on by one step. */
  step(step: HouseStep): void {
    if (!this.#surroundings.settings.staticHouse) this.#live(step);
    const valve = this.#valve;
    if (step.now >= valve.nextReportAt && !this.#unreachable) {
      valve.reportWith(this.#offset.forValve(step.now), step.now);
    }
    this.#weather.measureIfDue(this.#heat.air, step.now);
  }

  /** For the house only: `ms` of house time were left out. */
  skip(ms: number): void {
    this.#valve.nextReportAt += ms;
  }

  #live({ now, seconds, minutes, outside, sun }: HouseStep): void {
    const { air, raw, opening } = this.#pins;
    const heat = this.#heat;
    const valve = this.#valve;
    this.#setpoint.follow(minutes, now);
    this.#airDaily(minutes, now);
    stepHeat(
      heat,
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
    const valve = this.#valve;
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
