import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { homesdata, homestatus } from '../../src/cloud/schemas';

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(join(__dirname, '../fixtures/cloud', `${name}.json`), 'utf8'));
const homes = (...list: unknown[]) => v.parse(homesdata, { body: { homes: list } });
const room = (fields: object) => homes({ id: 'h', rooms: [{ id: '1', ...fields }] })[0]!.rooms[0]!;
const status = (body: unknown) => v.parse(homestatus, { status: 'ok', body });
const roomStatus = (fields: object) =>
  status({ home: { id: 'h', rooms: [{ id: '1', ...fields }] } }).rooms[0]!;

describe('homesdata', () => {
  it('gives homes, rooms and modules of a real answer', () => {
    const [bare, demo] = v.parse(homesdata, fixture('homesdata-two-homes'));
    assert.deepEqual(bare, {
      id: '111111111111111111111111',
      name: 'Home 111111111111111111111111',
      timezone: 'Europe/Paris',
      rooms: [],
      modules: [],
    });
    assert.equal(demo!.name, 'Demo home');
    assert.deepEqual(
      demo!.rooms.map(({ id, name, offset }) => [id, name, offset]),
      [
        ['2000000001', 'Living room', -1.8],
        ['2000000002', 'Entrée', 0],
        ['2000000003', 'Salle de bains D’Arthur', null],
      ],
    );
    assert.deepEqual(
      demo!.modules.find(({ type }) => type === 'NRV'),
      {
        id: '09:00:00:22:00:01',
        name: 'Valve living room',
        type: 'NRV',
        roomId: '2000000001',
      },
    );
    assert.equal(demo!.modules.find(({ type }) => type === 'NAPlug')?.roomId, null);
    assert.doesNotMatch(
      JSON.stringify([bare, demo]),
      /coordinates|altitude|22\.22/,
      'private fields are dropped',
    );
  });

  it('copes with the oddities', () => {
    const [, home] = v.parse(homesdata, fixture('homesdata-oddities'));
    const offsets = Object.fromEntries(home!.rooms.map(({ name, offset }) => [name, offset]));
    assert.equal(offsets['Bureau'], -0.5, 'another relay type');
    assert.equal(offsets['Estimate only'], null, "the cloud's own estimate is not the correction");
    assert.equal(home!.rooms[0]!.id, '0555555551', 'a leading zero stays');
    assert.equal(home!.rooms[1]!.name, 'Room 5000000002');
    assert.equal(
      home!.modules.filter(({ id }) => id === '09:00:00:55:00:01').length,
      1,
      'a doubled module counts once',
    );
    assert.ok(home!.modules.some(({ type }) => type === 'NXFuture'));
  });

  for (const body of [{}, { homes: [] }, { homes: null }, []]) {
    it(`takes the body ${JSON.stringify(body)} as no homes`, () =>
      assert.deepEqual(v.parse(homesdata, { body }), []));
  }
  it('takes the empty capture as no homes', () =>
    assert.deepEqual(v.parse(homesdata, fixture('homesdata-empty')), []));

  for (const bad of [
    null,
    [],
    'x',
    {},
    { body: null },
    { body: 'x' },
    { body: { homes: {} } },
    { body: { homes: 'x' } },
  ]) {
    it(`refuses ${JSON.stringify(bad)}`, () => assert.equal(v.is(homesdata, bad), false));
  }

  const ids: readonly [unknown, string | undefined][] = [
    ['1', '1'],
    [1988162774, '1988162774'],
    [' 70:ee:50:00:00:01 ', '70:ee:50:00:00:01'],
    [0, '0'],
    ['', undefined],
    [1.5, undefined],
    [1e300, undefined],
    [null, undefined],
    [{}, undefined],
    ['a/b', undefined],
    ['x'.repeat(65), undefined],
  ];
  for (const [id, expected] of ids) {
    it(`${expected === undefined ? 'leaves out' : 'keeps'} a room with the id ${JSON.stringify(id).slice(0, 30)}`, () => {
      const rooms = homes({ id: 'h', rooms: [{ id }, { id: 'other' }] })[0]!.rooms;
      assert.deepEqual(
        rooms.map((each) => each.id),
        expected === undefined ? ['other'] : [expected, 'other'],
      );
    });
  }

  const names: readonly [unknown, string][] = [
    ['  Salon ', 'Salon'],
    ['', 'Room 1'],
    ['   ', 'Room 1'],
    [null, 'Room 1'],
    [undefined, 'Room 1'],
    [5, 'Room 1'],
  ];
  for (const [name, expected] of names) {
    it(`names a room ${JSON.stringify(expected)} for ${JSON.stringify(name)}`, () =>
      assert.equal(room({ name }).name, expected));
  }

  const offsets: readonly [object, number | null][] = [
    [{ measure_offset_NAPlug_temperature: -2.8 }, -2.8],
    [{ measure_offset_NAVaillant_temperature: 1 }, 1],
    [{ measure_offset_NAPlug_estimated_temperature: 0.9 }, null],
    [{ measure_offset_NAPlug_estimated_temperature: 0.9, measure_offset_NAPlug_temperature: 0 }, 0],
    [{ measure_offset_NAPlug_temperature: '1' }, null],
    [{ measure_offset_NAPlug_temperature: null }, null],
    [{}, null],
  ];
  for (const [fields, expected] of offsets) {
    it(`reads ${JSON.stringify(fields)} as the correction ${expected}`, () =>
      assert.equal(room(fields).offset, expected));
  }

  it('is not polluted by names of prototypes', () => {
    const text =
      '{"body":{"homes":[{"id":"h","__proto__":{"x":1},"rooms":[{"id":"__proto__","__proto__":{"y":1}}]}]}}';
    const [home] = v.parse(homesdata, JSON.parse(text));
    assert.equal(home!.rooms[0]!.id, '__proto__');
    assert.equal(({} as Record<string, unknown>)['x'], undefined);
    assert.equal((home as unknown as Record<string, unknown>)['x'], undefined);
  });
});

describe('homestatus', () => {
  it('gives the readings of a real answer', () => {
    const { relayOffline, rooms, modules } = v.parse(homestatus, fixture('homestatus'));
    assert.equal(relayOffline, false);
    assert.deepEqual(rooms[1], {
      id: '2000000002',
      reachable: true,
      measuredTemperature: 19.8,
      setpointTemperature: 20.5,
      setpointMode: 'manual',
      setpointUntil: 1_768_212_000_000,
      heatingPower: null,
      openWindow: false,
      anticipating: true,
    });
    assert.deepEqual(rooms[0]!.setpointUntil, null, '0 is no time');
    assert.deepEqual(Object.values(rooms[2]!), [
      '2000000003',
      false,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
    ]);
    assert.equal(modules.length, 5, 'the doubled module counts once');
    assert.deepEqual(modules[1], {
      id: '09:00:00:22:00:01',
      reachable: true,
      batteryLevel: 3025,
      batteryState: 'full',
      rfStrength: 51,
      firmware: 79,
    });
    assert.equal(modules[0]!.reachable, null);
  });

  const relay: readonly [string, unknown, boolean][] = [
    ['the captured one', (fixture('homestatus-relay-offline') as { body: unknown }).body, true],
    [
      'an empty list of rooms beside the error',
      { errors: [{ code: 6 }], home: { id: 'h', rooms: [] } },
      true,
    ],
    ['no home beside the error', { errors: [{ code: 6 }] }, true],
    ['a home that is null beside the error', { errors: [{ code: 6 }], home: null }, true],
    ['another error', { errors: [{ code: 9 }], home: { id: 'h' } }, false],
    ['rooms beside the error', (fixture('homestatus-errors-and-rooms') as { body: unknown }).body, false],
    ['an empty body', (fixture('homestatus-empty') as { body: unknown }).body, false],
  ];
  for (const [name, body, isOffline] of relay) {
    it(`says that the relay is ${isOffline ? 'offline' : 'there'} for ${name}`, () =>
      assert.equal(status(body).relayOffline, isOffline));
  }

  it('delivers rooms that come with errors', () =>
    assert.equal(v.parse(homestatus, fixture('homestatus-errors-and-rooms')).rooms.length, 1));

  const readings: readonly [unknown, number | null][] = [
    [21, 21],
    [19.5, 19.5],
    [-3, -3],
    [0, 0],
    ['21.5', null],
    [null, null],
    [undefined, null],
    [true, null],
    [[21], null],
  ];
  for (const [value, expected] of readings) {
    it(`reads ${JSON.stringify(value)} as ${expected} °C`, () =>
      assert.equal(roomStatus({ therm_measured_temperature: value }).measuredTemperature, expected));
  }

  for (const [value, expected] of [
    [1_768_212_000, 1_768_212_000_000],
    [0, null],
    [-1, null],
    [null, null],
    ['1768212000', null],
    [1e300, null],
    [8.64e12, 8.64e15],
    [8.65e12, null],
  ] as const) {
    it(`reads the time ${value} as ${expected}`, () =>
      assert.equal(roomStatus({ therm_setpoint_end_time: value }).setpointUntil, expected));
  }

  for (const body of [null, 'x', { home: 'x' }, { home: { rooms: {} } }, { home: { rooms: 'x' } }]) {
    it(`refuses the body ${JSON.stringify(body)}`, () => assert.equal(v.is(homestatus, { body }), false));
  }
});
