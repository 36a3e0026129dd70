import type { Schedule } from './setpoint';
import type { WeatherKind } from './climate';
import type { OffsetRules } from './offset';
import type { Construction } from './room-physics';
import type { ValvePlace } from './valve';

/** A room as a test or the demo asks for it; everything else gets a default. */
export interface RoomSetup {
  readonly name: string;
  /** Up to 10 digits. */
  readonly id?: string;
  /** Netatmo's room type: livingroom, kitchen, bedroom, bathroom, custom … */
  readonly type?: string;
  /** NRV = radiator valve, NATherm1 = thermostat; null = a room without heating. */
  readonly heating?: 'NRV' | 'NATherm1' | null;
  /** A weather module in the room; NAMain is the station itself, at most one per home; NHC a Home Coach. */
  readonly weather?: 'NAMain' | 'NAModule4' | 'NHC' | null;
  /** Stored offset at the start, °C. */
  readonly offset?: number;
  /** How much of the sun's heat reaches the room: 1 = through usual windows; the default differs from room to room. */
  readonly sunShare?: number;
  readonly construction?: Construction;
  /** One for each valve; the default is one usual one. */
  readonly valves?: readonly ValvePlace[];
}

export interface HomeSetup {
  readonly name?: string;
  /** 24 hexadecimal digits. */
  readonly id?: string;
  readonly rooms: readonly RoomSetup[];
}

/** How the houses behave; the two mutable ones may be changed while it runs. */
export interface HouseSettings extends OffsetRules {
  semantics: OffsetRules['semantics'];
  /** House time that passes before a correction can show in a report, ms. */
  reportDelayMs: number;
  /** No physics: air, reading, setpoint and heating power stay where the test puts them; exact, no noise. */
  readonly staticHouse: boolean;
  readonly regulator: 'pi' | 'on-off';
  /** Shortest and longest gap between two reports of a valve, minutes of house time. */
  readonly reportMinutes: readonly [number, number];
  /** Step of the readings, °C; undefined = 0.5 for NRV and 0.1 for NATherm1 rooms. */
  readonly resolution: number | undefined;
  /** The valves know the temperature of the air: the best that regulation could do. */
  readonly perfectValves: boolean;
  /** A window of every room that is open once a day; null = none. */
  readonly dailyWindow: DailyWindow | null;
  readonly weather: WeatherKind;
  readonly schedule: Schedule;
  readonly timezone: string;
  readonly seed: number;
}

/** When somebody airs the room. Minutes; `opens` is local, since midnight. */
export interface DailyWindow {
  readonly opens: number;
  readonly minutes: number;
}

/** Radiator valves move in steps of 0.5 °C, thermostats in 0.1 (jabesq-org/pyatmo#36). */
export const RESOLUTION = { NRV: 0.5, NATherm1: 0.1 } as const;

export const DEMO_ROOMS: readonly RoomSetup[] = [
  { name: 'Living room', type: 'livingroom', heating: 'NRV', weather: 'NAMain' },
  { name: 'Kitchen', type: 'kitchen', heating: 'NRV', weather: 'NAModule4' },
  { name: 'Bedroom', type: 'bedroom', heating: 'NATherm1', weather: 'NAModule4' },
  { name: 'Bathroom', type: 'bathroom', heating: 'NRV', weather: 'NAModule4' },
];
