import { request } from 'undici';
import { emptyLedger } from '../../src/cloud/breaker';
import { MINUTE } from '../../src/clock';
import { World } from '../../test/support/world';
import { dayFigures, dayHome, sensor, type DayFigures } from './home';

const NOBODY = JSON.stringify({ ledger: emptyLedger, session: { cookies: [], latch: null } });
const FORBIDDEN = 403;
/** °C; the Python library sends nothing below this. */
const TOLERANCE = 0.1;
const CRON_MINUTES = 15;

interface Status {
  readonly body: {
    readonly home: {
      readonly rooms: readonly { readonly id: string; readonly therm_measured_temperature: number }[];
    };
  };
}

/** A client without a memory of limits: one request after another, and a new sign-in when its token has expired. */
class PlainClient {
  #token = '';

  constructor(readonly world: World) {}

  async signIn(): Promise<void> {
    const beginner = this.world.restart({ saved: NOBODY });
    const token = await beginner.settle(beginner.session.token());
    this.#token = token.bearer.reveal();
  }

  /** @returns the answer, undefined when it was refused */
  async call<T>(path: string, body?: object): Promise<T | undefined> {
    const { statusCode, text } = await this.#send(path, body);
    if (statusCode !== FORBIDDEN) return statusCode === 200 ? (JSON.parse(text) as T) : undefined;
    await this.signIn();
    const again = await this.#send(path, body);
    return again.statusCode === 200 ? (JSON.parse(again.text) as T) : undefined;
  }

  async #send(path: string, body?: object): Promise<{ statusCode: number; text: string }> {
    const { statusCode, body: answer } = await request(`http://127.0.0.1:${this.world.port}/api/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        host: 'api.netatmo.com',
        authorization: `Bearer ${this.#token}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      body: body ? JSON.stringify(body) : null,
    });
    return { statusCode, text: await answer.text() };
  }

  /** Reads a room and tells its true temperature. */
  async correct(index: number, tolerance: number): Promise<void> {
    const { house } = this.world.simulator;
    const room = house.rooms[index]!;
    const status = await this.call<Status>(`homestatus?home_id=${house.id}`);
    const read = status?.body.home.rooms.find(({ id }) => id === room.id)?.therm_measured_temperature;
    const corrected = sensor(room.air);
    if (read === undefined || Math.abs(corrected - read) < tolerance) return;
    const ids = { home_id: house.id, room_id: room.id };
    await this.call('truetemperature', {
      ...ids,
      current_temperature: read,
      corrected_temperature: corrected,
    });
  }
}

async function day(
  name: string,
  rooms: number,
  minutes: number,
  work: (client: PlainClient, index: number, minute: number) => Promise<void>,
): Promise<DayFigures> {
  const world = await World.open({ simulator: dayHome(rooms) });
  const client = new PlainClient(world);
  await client.signIn();
  for (let minute = 0; minute < minutes; minute += 1)
    for (let index = 0; index < rooms; index += 1) {
      await work(client, index, minute);
      world.clock.advance(MINUTE / rooms);
    }
  const figures = dayFigures(name, rooms * minutes, world.simulator);
  await world.close();
  return figures;
}

/** A flow that reads the room and posts each message of each sensor. */
export const everyMessageDay = (rooms: number, minutes: number): Promise<DayFigures> =>
  day('every message', rooms, minutes, (client, index) => client.correct(index, 0));

/**
 * A library started by cron, which reads the homes, then the status, then posts, for each room: as
 * py-netatmo-truetemp does with a session that still works. Counted kindly: its checks of the session are left out.
 */
export const cronDay = (rooms: number, minutes: number): Promise<DayFigures> =>
  day('a library by cron, every 15 minutes', rooms, minutes, async (client, index, minute) => {
    if (minute % CRON_MINUTES !== 0) return;
    await client.call('homesdata');
    await client.correct(index, TOLERANCE);
  });
