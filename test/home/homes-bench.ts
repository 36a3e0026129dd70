import assert from 'node:assert/strict';
import type { WeatherModule } from '../../src/cloud/cloud';
import { Deadline } from '../../src/cloud/deadline';
import { NetatmoError } from '../../src/cloud/errors';
import { MINUTE, SECOND } from '../../src/clock';
import { Homes, type ListedRooms, type RoomQuery } from '../../src/home/homes';
import type { Room } from '../../src/home/room';
import { FakeCloud } from '../support/fake-cloud';
import { VIRTUAL_START, VirtualClock } from '../support/virtual-clock';

export const NONE = -Infinity;

export const setUp = () => {
  const clock = new VirtualClock();
  const cloud = new FakeCloud(clock);
  const homes = new Homes(cloud, clock);
  const deadline = (): Deadline => new Deadline(clock, { ms: 40 * SECOND });
  const read = (query: Partial<RoomQuery> = {}): Promise<ListedRooms> =>
    homes.list({ homeId: '', filter: 'thermostat', sensors: false, ...query }, deadline());
  const list = async (query: Partial<RoomQuery> = {}): Promise<readonly Room[]> => (await read(query)).rooms;
  const find = (room: string, named = ''): Promise<string> =>
    homes.find(room, { named, account: '' }, deadline()).then((place) => place.room.id);
  return { clock, cloud, homes, deadline, read, list, find };
};

export const code = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof NetatmoError);
    return error.code;
  }
  return 'ok';
};

export const weather = (id: string, more: Partial<WeatherModule> = {}): WeatherModule => ({
  id,
  name: 'Living room',
  type: 'NAMain',
  temperature: 21,
  humidity: 50,
  co2: 700,
  measuredAt: VIRTUAL_START - 5 * MINUTE,
  ageMs: 5 * MINUTE,
  guest: false,
  ...more,
});
