import * as v from 'valibot';
import type { CloudHome, HomeStatus, WeatherModule } from './cloud';

/*
 * The cloud's payloads as they really come (captures in public bug reports): fields missing, rooms without
 * anything but an id, numbers as ids, a module listed twice. What identifies a thing must be there; every other
 * field that is missing or of the wrong type becomes null. Unknown fields are dropped.
 */

const id = v.pipe(
  v.union([
    v.pipe(v.string(), v.trim(), v.regex(/^[0-9A-Za-z:_-]{1,64}$/)),
    v.pipe(v.number(), v.safeInteger()),
  ]),
  v.transform(String),
);
const text = v.fallback(v.nullable(v.pipe(v.string(), v.trim(), v.nonEmpty())), null);
const number = v.fallback(v.nullable(v.pipe(v.number(), v.finite())), null);
const flag = v.fallback(v.nullable(v.boolean()), null);
/** The last moment that a JavaScript date can hold, s since the epoch. */
const LAST_SECOND = 8.64e12;
/** Seconds since the epoch → ms; 0 means never. */
const epoch = v.pipe(
  number,
  v.transform((seconds) =>
    seconds !== null && seconds > 0 && seconds <= LAST_SECOND ? seconds * 1000 : null,
  ),
);

/** A list in which an entry that makes no sense is left out instead of spoiling the rest; the first of a doubled id counts. */
const listOf = <T extends { readonly id: string }>(item: v.GenericSchema<unknown, T>) =>
  v.pipe(
    v.array(v.unknown()),
    v.transform((entries): T[] => {
      const byId = new Map<string, T>();
      for (const entry of entries) {
        const parsed = v.safeParse(item, entry);
        if (parsed.success && !byId.has(parsed.output.id)) byId.set(parsed.output.id, parsed.output);
      }
      return [...byId.values()];
    }),
  );

const nullable = <const K extends readonly string[], S extends v.GenericSchema>(keys: K, schema: S) =>
  Object.fromEntries(keys.map((key) => [key, v.optional(schema, null)])) as Record<
    K[number],
    v.OptionalSchema<S, null>
  >;

/** The active correction: `measure_offset_<relay>_temperature`, not the cloud's own estimate beside it. */
const OFFSET = /^measure_offset_[A-Za-z0-9]+_temperature$/;

function activeOffset(room: Readonly<Record<string, unknown>>): number | null {
  const values = Object.entries(room).filter(([key, value]) => OFFSET.test(key) && Number.isFinite(value));
  return values.length > 0 ? (values[0]?.[1] as number) : null;
}

const room = v.pipe(
  v.looseObject({ id, ...nullable(['name', 'type'], text) }),
  v.transform((raw) => ({
    id: raw.id,
    name: raw.name ?? `Room ${raw.id}`,
    type: raw.type,
    offset: activeOffset(raw),
  })),
);

const module_ = v.pipe(
  v.object({
    id,
    type: v.fallback(v.string(), 'unknown'),
    ...nullable(['name'], text),
    room_id: v.optional(v.fallback(v.nullable(id), null), null),
  }),
  v.transform((raw) => ({
    id: raw.id,
    name: raw.name ?? `Module ${raw.id}`,
    type: raw.type,
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
  v.object({ body: v.object({ homes: v.nullish(listOf(home), []) }) }),
  v.transform(({ body }): CloudHome[] => body.homes),
);

const roomStatus = v.pipe(
  v.object({
    id,
    ...nullable(['reachable', 'anticipating'], flag),
    open_window: v.optional(flag, null),
    ...nullable(
      ['therm_measured_temperature', 'therm_setpoint_temperature', 'heating_power_request'],
      number,
    ),
    therm_setpoint_mode: v.optional(text, null),
    therm_setpoint_end_time: v.optional(epoch, null),
  }),
  v.transform((raw) => ({
    id: raw.id,
    reachable: raw.reachable,
    measuredTemperature: raw.therm_measured_temperature,
    setpointTemperature: raw.therm_setpoint_temperature,
    setpointMode: raw.therm_setpoint_mode,
    setpointUntil: raw.therm_setpoint_end_time,
    heatingPower: raw.heating_power_request,
    openWindow: raw.open_window,
    anticipating: raw.anticipating,
  })),
);

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

/** The body-level error number that says a device could not be reached (go-netatmo's table). */
const UNREACHABLE = 6;
const UNKNOWN = 1;
/** `body.errors` → their codes; one that cannot be read counts as an unknown error, not as none. */
const deviceErrors = v.pipe(
  v.unknown(),
  v.transform((errors): number[] => {
    if (errors === null || errors === undefined) return [];
    return Array.isArray(errors) ? errors.map(codeOf) : [UNKNOWN];
  }),
);

function codeOf(error: unknown): number {
  const parsed = v.safeParse(v.object({ code: v.number() }), error);
  return parsed.success ? parsed.output.code : UNKNOWN;
}

/** homestatus → the status of one home; `homeId` is put in by the caller since the answer may lack it. */
export const homestatus = v.pipe(
  v.object({
    body: v.object({
      home: v.nullish(
        v.object({
          rooms: v.nullish(listOf(roomStatus), []),
          modules: v.fallback(listOf(moduleStatus), []),
        }),
        { rooms: [], modules: [] },
      ),
      errors: v.optional(deviceErrors),
    }),
  }),
  v.transform(({ body }): Omit<HomeStatus, 'homeId'> => ({
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
  type: v.fallback(v.string(), 'unknown'),
  ...nullable(['module_name', 'station_name'], text),
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

/** getstationsdata → weather modules; a station is a module too (its indoor base). */
export const stationsdata = v.pipe(
  v.object({
    time_server: v.optional(epoch, null),
    body: v.object({ devices: v.nullish(listOf(station), []) }),
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
    name: raw.module_name ?? raw.station_name ?? `Module ${raw.id}`,
    type: raw.type,
    temperature: data?.Temperature ?? null,
    humidity: data?.Humidity ?? null,
    co2: data?.CO2 ?? null,
    measuredAt,
    ageMs: measuredAt !== null && serverTime !== null ? serverTime - measuredAt : null,
    guest,
  };
}

/** truetemperature → the codes of what it complains about beside its `ok`; an empty list is a yes. */
export const truetemperature = v.pipe(
  v.object({
    status: v.literal('ok'),
    body: v.optional(v.fallback(v.object({ errors: v.optional(deviceErrors) }), {})),
  }),
  v.transform(({ body }): number[] => body?.errors ?? []),
);
