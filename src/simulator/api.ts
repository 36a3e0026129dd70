import { HOUR, SECOND } from '../clock';
import type { CloudSettings, Credentials, RateLimits } from './cloud-settings';
import { mediaType, parameterOf, type Exchange } from './exchange';
import { homesdata } from './homesdata';
import { homestatus } from './homestatus';
import type { House } from './house';
import { apiError, apiOk, type Reply } from './reply';
import { homecoachsdata, stationsdata } from './stationsdata';
import type { SimulatedTime } from './time';
import type { AccessTokens } from './sessions';

/** Netatmo's stated limits per user (dev.netatmo.com/guideline), counted over sliding windows of house time. */
export class RateLimiter {
  #times: number[] = [];

  /** Counts a request at `now` (ms) and tells whether it is allowed; a refused one is not counted. */
  allows(now: number, limits: RateLimits): boolean {
    this.#times = this.#times.filter((time) => now - time < HOUR);
    const recent = this.#times.filter((time) => now - time < 10 * SECOND).length;
    if (recent >= limits.per10s || this.#times.length >= limits.perHour) return false;
    this.#times.push(now);
    return true;
  }
}

/** What the API works with. */
export interface ApiState {
  readonly settings: CloudSettings;
  readonly credentials: Credentials;
  readonly tokens: AccessTokens;
  readonly limiter: RateLimiter;
  readonly time: SimulatedTime;
  readonly houses: readonly House[];
}

const MISSING = 10;
const INVALID = 21;
const BAD_JSON = 40;

const missing = (name: string): Reply => apiError(400, MISSING, `Missing ${name}`);
const invalid = (name: string): Reply => apiError(400, INVALID, `Invalid ${name}`);

/**
 * The gate before every call: bearer token, then quota. undefined = go on. Codes: openhab/openhab-addons, binding netatmo,
 * ServiceError; home-assistant/core#158845 for 26.
 */
export const refusal = (
  exchange: Exchange,
  { settings, tokens, limiter, time }: ApiState,
): Reply | undefined => {
  const { authorization } = exchange.headers;
  if (authorization === undefined) return apiError(403, 1, 'Access token is missing');
  const token = /^Bearer ([0-9a-f]{24}\|[0-9a-f]{32})$/.exec(authorization)?.[1];
  const state = token === undefined ? 'unknown' : tokens.state(token, time.cloud());
  if (state !== 'valid' && settings.deadToken) return { headers: [], ...settings.deadToken };
  if (state === 'unknown') return apiError(403, 2, 'Invalid access token');
  if (state === 'expired') return apiError(403, 3, 'Access token expired');
  return limiter.allows(time.house(), settings) ? undefined : apiError(429, 26, 'User usage reached');
};

/** /api/homesdata */
export const getHomes = (_exchange: Exchange, state: ApiState): Reply =>
  apiOk(state.time.house(), homesdata(state.houses, state.credentials.email));

/** /api/homestatus with `home_id` */
export const getStatus = (exchange: Exchange, state: ApiState): Reply => {
  const id = parameterOf(exchange, 'home_id');
  if (!id) return missing('home_id');
  const house = state.houses.find((each) => each.id === id);
  return house ? apiOk(state.time.house(), homestatus(house)) : invalid('home_id');
};

/** /api/getstationsdata */
export const getStations = (_exchange: Exchange, state: ApiState): Reply =>
  apiOk(state.time.house(), stationsdata(state.houses, state.credentials.email));

/** GET /api/gethomecoachsdata */
export const getHomeCoaches = (_exchange: Exchange, state: ApiState): Reply =>
  apiOk(state.time.house(), homecoachsdata(state.houses, state.credentials.email));

const FIELDS = ['home_id', 'room_id', 'current_temperature', 'corrected_temperature'] as const;

/** POST /api/truetemperature: exactly the four fields, ids as strings, temperatures as numbers. */
export const postTrueTemperature = (exchange: Exchange, state: ApiState): Reply => {
  const body = mediaType(exchange) === 'application/json' ? parseObject(exchange.body) : undefined;
  if (!body) return apiError(400, BAD_JSON, 'Bad JSON encoding');
  const absent = FIELDS.find((field) => body[field] === undefined);
  if (absent) return missing(absent);
  const extra = Object.keys(body).find((key) => !FIELDS.some((field) => field === key));
  if (extra) return invalid(extra);
  const { home_id, room_id, current_temperature: current, corrected_temperature: corrected } = body;
  const house = state.houses.find(({ id }) => id === home_id);
  if (!house) return invalid('home_id');
  const room = house.rooms.find(({ id, heating }) => id === room_id && heating !== null);
  if (!room) return invalid('room_id');
  if (!isTemperature(current)) return invalid('current_temperature');
  if (!isTemperature(corrected)) return invalid('corrected_temperature');
  room.correct(current, corrected);
  return apiOk(state.time.house());
};

const isTemperature = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value);

type CorrectionBody = Partial<Record<(typeof FIELDS)[number], unknown>>;

const parseObject = (text: string): CorrectionBody | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
};
