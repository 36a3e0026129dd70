import * as v from 'valibot';
import type { CloudHome, HomeStatus, RoomStatus, WeatherModule } from './cloud';
import {
  epoch,
  flag,
  id,
  ids,
  isOfSize,
  listOf,
  MAX_ENTRIES,
  nullable,
  number,
  percentage,
  text,
} from './schema-values';

/*
 * The cloud's payloads as they really come (captures in public bug reports): fields missing, rooms without
 * anything but an id, numbers as ids, a module listed twice. What identifies a thing must be there; every other
 * field that is missing or of the wrong type becomes null. Unknown fields are dropped.
 */

/**
 * The active correction: `measure_offset_<relay>_temperature`. Beside it may stand the cloud's own estimate
 * (jabesq-org/pyatmo, fixtures/homesdata.json), and with NAVaillant the calibration of the hardware, which is
 * nobody's correction (the clients of Vaillant's MiGo app, a sister of Netatmo's).
 */
const OFFSET = /^measure_offset_(?!NAVaillant_|estimated_)[A-Za-z0-9]+_temperature$/;

function activeOffset(room: Readonly<Record<string, unknown>>): number | null {
  const values = Object.entries(room).filter(([key, value]) => OFFSET.test(key) && Number.isFinite(value));
  return values.length > 0 ? (values[0]?.[1] as number) : null;
}

const room = v.pipe(
  v.looseObject({
    id,
    ...nullable(['name', 'type'], text),
    module_ids: v.optional(ids, []),
    modules: v.optional(ids, []),
  }),
  v.transform((raw) => ({
    id: raw.id,
    name: raw.name ?? `Room ${raw.id}`,
    type: raw.type,
    offset: activeOffset(raw),
    moduleIds: [...new Set([...raw.module_ids, ...raw.modules])],
  })),
);

const module_ = v.pipe(
  v.object({
    id,
    ...nullable(['name', 'type'], text),
    room_id: v.optional(v.fallback(v.nullable(id), null), null),
  }),
  v.transform((raw) => ({
    id: raw.id,
    name: raw.name ?? `Module ${raw.id}`,
    type: raw.type ?? 'unknown',
    roomId: raw.room_id,
  })),
);

const home = v.pipe(
  v.object({
    id,
    ...nullable(['name', 'timezone'], text),
    rooms: v.fallback(listOf(room), []),
    modules: v.fallback(listOf(module_), []),
  }),
  v.transform((raw): CloudHome => ({
    id: raw.id,
    name: raw.name ?? `Home ${raw.id}`,
    timezone: raw.timezone,
    rooms: raw.rooms,
    modules: raw.modules,
  })),
);

/** homesdata → homes. `homes` may be empty or absent. */
export const homesdata = v.pipe(
  v.object({
    body: v.object({
      homes: v.nullish(v.pipe(v.array(v.unknown()), v.everyItem(isOfSize), listOf(home)), []),
    }),
  }),
  v.transform(({ body }): CloudHome[] => body.homes),
);

const roomStatus = v.pipe(
  v.object({
    id,
    ...nullable(['reachable', 'anticipating', 'open_window'], flag),
    ...nullable(
      ['therm_measured_temperature', 'therm_setpoint_temperature', 'cooling_setpoint_temperature'],
      number,
    ),
    ...nullable(['heating_power_request'], percentage),
    ...nullable(['therm_setpoint_mode', 'cooling_setpoint_mode'], text),
    ...nullable(['therm_setpoint_end_time', 'cooling_setpoint_end_time'], epoch),
  }),
  v.transform((raw): RoomStatus => ({
    id: raw.id,
    reachable: raw.reachable,
    measuredTemperature: raw.therm_measured_temperature,
    ...setpointOf(raw),
    heatingPower: raw.heating_power_request,
    openWindow: raw.open_window,
    anticipating: raw.anticipating,
  })),
);

interface RawSetpoints {
  readonly therm_setpoint_temperature: number | null;
  readonly therm_setpoint_mode: string | null;
  readonly therm_setpoint_end_time: number | null;
  readonly cooling_setpoint_temperature: number | null;
  readonly cooling_setpoint_mode: string | null;
  readonly cooling_setpoint_end_time: number | null;
}

/** A room that is being cooled has `cooling_setpoint_*` and no `therm_setpoint_*` (home-assistant/core#118336, #175581). */
function setpointOf(
  raw: RawSetpoints,
): Pick<RoomStatus, 'setpointTemperature' | 'setpointMode' | 'setpointUntil' | 'cooling'> {
  const heats = raw.therm_setpoint_temperature !== null || raw.therm_setpoint_mode !== null;
  const cools = raw.cooling_setpoint_temperature !== null || raw.cooling_setpoint_mode !== null;
  const cooling = cools && !heats;
  return {
    setpointTemperature: cooling ? raw.cooling_setpoint_temperature : raw.therm_setpoint_temperature,
    setpointMode: cooling ? raw.cooling_setpoint_mode : raw.therm_setpoint_mode,
    setpointUntil: cooling ? raw.cooling_setpoint_end_time : raw.therm_setpoint_end_time,
    cooling,
  };
}

const moduleStatus = v.pipe(
  v.object({
    id,
    reachable: v.optional(flag, null),
    ...nullable(['battery_level', 'rf_strength', 'firmware_revision'], number),
    battery_state: v.optional(text, null),
  }),
  v.transform((raw) => ({
    id: raw.id,
    reachable: raw.reachable,
    batteryLevel: raw.battery_level,
    batteryState: raw.battery_state,
    rfStrength: raw.rf_strength,
    firmware: raw.firmware_revision,
  })),
);

/** The body-level error number that says a device could not be reached (hekmon/go-netatmo, errors.go). */
const UNREACHABLE = 6;
const UNKNOWN = 1;
/** `body.errors` → their codes; one that cannot be read counts as an unknown error, not as none. */
const deviceErrors = v.pipe(
  v.unknown(),
  v.transform((errors): number[] => {
    if (typeof errors !== 'object' || errors === null) return errors ? [UNKNOWN] : [];
    return Object.values(errors).map(codeOf);
  }),
);

function codeOf(error: unknown): number {
  const parsed = v.safeParse(
    v.object({ code: v.union([v.number(), v.pipe(v.string(), v.digits())]) }),
    error,
  );
  return parsed.success ? Number(parsed.output.code) : UNKNOWN;
}

/**
 * homestatus → the status of one home. Some answers have no `body`, for a home in which nothing heats
 * (home-assistant/core#50919): they say nothing about its rooms, so they cannot be read.
 */
export const homestatus = v.pipe(
  v.object({
    body: v.object({
      home: v.nullish(
        v.pipe(
          v.unknown(),
          v.check(isOfSize),
          v.object({
            rooms: v.nullish(listOf(roomStatus), []),
            modules: v.fallback(listOf(moduleStatus), []),
          }),
        ),
        { rooms: [], modules: [] },
      ),
      errors: v.optional(deviceErrors),
    }),
  }),
  v.transform(({ body }): HomeStatus => ({
    relayOffline: body.home.rooms.length === 0 && (body.errors ?? []).includes(UNREACHABLE),
    ...body.home,
  })),
);

const dashboard = v.object({
  ...nullable(['Temperature', 'Humidity', 'CO2'], number),
  time_utc: v.optional(epoch, null),
});

const weatherFields = {
  _id: id,
  // A Home Coach has its name in `name` (openhab/openhab-addons#2566).
  ...nullable(['type', 'module_name', 'name', 'station_name'], text),
  dashboard_data: v.optional(v.fallback(v.nullable(dashboard), null), null),
};
const weatherModule = v.pipe(
  v.object(weatherFields),
  v.transform((raw) => ({ id: raw._id, ...raw })),
);

const station = v.pipe(
  v.object({
    ...weatherFields,
    read_only: v.optional(v.fallback(v.boolean(), false), false),
    modules: v.fallback(listOf(weatherModule), []),
  }),
  v.transform((raw) => ({ id: raw._id, ...raw })),
);

/** getstationsdata, gethomecoachsdata → modules; a station is a module too (its indoor base), and so is a Home Coach. */
export const stationsdata = v.pipe(
  v.object({
    time_server: v.optional(epoch, null),
    body: v.object({
      devices: v.nullish(
        v.pipe(v.array(v.unknown()), v.maxLength(MAX_ENTRIES), v.everyItem(isOfSize), listOf(station)),
        [],
      ),
    }),
  }),
  v.transform(({ time_server, body }): WeatherModule[] =>
    body.devices.flatMap((device) =>
      [device, ...device.modules].map((each) => weatherFrom(each, device.read_only, time_server)),
    ),
  ),
);

function weatherFrom(
  raw: v.InferOutput<typeof weatherModule>,
  guest: boolean,
  serverTime: number | null,
): WeatherModule {
  const data = raw.dashboard_data;
  const measuredAt = data?.time_utc ?? null;
  return {
    id: raw.id,
    name: raw.module_name ?? raw.name ?? raw.station_name ?? `Module ${raw.id}`,
    type: raw.type ?? 'unknown',
    temperature: data?.Temperature ?? null,
    humidity: data?.Humidity ?? null,
    co2: data?.CO2 ?? null,
    measuredAt,
    ageMs: measuredAt !== null && serverTime !== null ? serverTime - measuredAt : null,
    guest,
  };
}

/**
 * truetemperature → the codes of what it complains about; an empty list is a yes, and so is any JSON that complains of
 * nothing: nobody has published a reply, and siewers/NetatmoTrueTempSync takes each 2xx for a yes.
 */
export const truetemperature = v.pipe(
  v.unknown(),
  v.transform((reply) => (typeof reply === 'object' && reply !== null ? reply : {})),
  // Lists are objects here too, and PHP writes an empty object as one.
  v.object({
    status: v.optional(v.literal('ok')),
    body: v.optional(v.fallback(v.object({ errors: v.optional(deviceErrors) }), {})),
  }),
  v.transform(({ body }): number[] => body?.errors ?? []),
);
