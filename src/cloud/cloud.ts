import type { Deadline } from './deadline';

/** A home as homesdata describes it. Ids are strings, always; a name is never empty. */
export interface CloudHome {
  readonly id: string;
  readonly name: string;
  /** IANA time zone, or null. */
  readonly timezone: string | null;
  readonly rooms: readonly CloudRoom[];
  readonly modules: readonly CloudModule[];
}

export interface CloudRoom {
  readonly id: string;
  /** `Room <id>` when the cloud has no name. */
  readonly name: string;
  readonly type: string | null;
  /** The correction the cloud says is active, °C (`measure_offset_<relay>_temperature`); null when it says none. */
  readonly offset: number | null;
  /** The modules that the room names; a module may name its room instead, or as well. */
  readonly moduleIds: readonly string[];
}

export interface CloudModule {
  readonly id: string;
  readonly name: string;
  /** NRV, NATherm1, OTM, BNS, NAPlug …; unknown types pass through. */
  readonly type: string;
  /** The room that the module names; null when it names none. */
  readonly roomId: string | null;
}

/** One answer of homestatus. Temperatures in °C, times in ms since the epoch, null = not reported. */
export interface HomeStatus {
  /** True when the relay could not be reached: then there are no rooms at all. */
  readonly relayOffline: boolean;
  readonly rooms: readonly RoomStatus[];
  readonly modules: readonly ModuleStatus[];
}

export interface RoomStatus {
  readonly id: string;
  readonly reachable: boolean | null;
  readonly measuredTemperature: number | null;
  /** Setpoint, its mode and its end are those of cooling where there are none of heating. */
  readonly setpointTemperature: number | null;
  readonly setpointMode: string | null;
  readonly setpointUntil: number | null;
  /** 0–100. */
  readonly heatingPower: number | null;
  readonly openWindow: boolean | null;
  readonly anticipating: boolean | null;
  /** The room is being cooled: it has the setpoint of cooling and none of heating. */
  readonly cooling: boolean;
}

export interface ModuleStatus {
  readonly id: string;
  readonly reachable: boolean | null;
  /** mV */
  readonly batteryLevel: number | null;
  readonly batteryState: string | null;
  readonly rfStrength: number | null;
  readonly firmware: number | null;
}

/** A Netatmo module that measures air, from getstationsdata (weather) or gethomecoachsdata (Home Coach, type NHC). */
export interface WeatherModule {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** °C, null when the module reports nothing. */
  readonly temperature: number | null;
  readonly humidity: number | null;
  readonly co2: number | null;
  /** ms since the epoch, by the cloud's clock. */
  readonly measuredAt: number | null;
  /** How old the measurement was when the cloud answered, ms, by the cloud's own clock; null when unknown. */
  readonly ageMs: number | null;
  /** A station of somebody else (guest, favourite): shown by the cloud, not ours to use. */
  readonly guest: boolean;
}

/** The body of `POST /api/truetemperature`. °C. */
export interface TrueTemperature {
  readonly homeId: string;
  readonly roomId: string;
  /** The reading just read from homestatus. */
  readonly current: number;
  readonly corrected: number;
}

/** What a request is for; lists may not use up the share of the budget that corrections need. */
export type Purpose = 'list' | 'correction';

/**
 * The five calls that this package makes, signed in and renewed as needed. All throw `NetatmoError`.
 * Reads may be retried inside; a correction is never sent twice.
 */
export interface Cloud {
  homes(purpose: Purpose): Promise<readonly CloudHome[]>;
  status(homeId: string, purpose: Purpose): Promise<HomeStatus>;
  weather(purpose: Purpose): Promise<readonly WeatherModule[]>;
  /** The Home Coaches, which `weather` does not list. */
  homeCoaches(purpose: Purpose): Promise<readonly WeatherModule[]>;
  /**
   * Sends one correction. Resolves when the cloud accepted it. Throws `OUTCOME_UNKNOWN` when it was sent and no
   * clear answer came, `TIMEOUT` when too little time was left to begin; any other error means that the cloud did not
   * take it.
   * @param beforeSend awaited after everything that can fail early (token, budget), right before the first byte
   */
  correct(correction: TrueTemperature, deadline: Deadline, beforeSend: () => Promise<void>): Promise<void>;
  /** How much of the hourly budget is left for lists. */
  budgetLeft(): 'plenty' | 'scarce' | 'none';
}
