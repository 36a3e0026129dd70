import assert from 'node:assert/strict';
import * as v from 'valibot';
import { homestatus } from '../../src/cloud/schemas';
import { fixture } from '../support/fixture';

const status = (body: unknown) => v.parse(homestatus, { status: 'ok', body });
const roomStatus = (fields: object) =>
  status({ home: { id: 'h', rooms: [{ id: '1', ...fields }] } }).rooms[0]!;

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
      cooling: false,
    });
    assert.deepEqual(rooms[0]!.setpointUntil, null, '0 is no time');
    assert.deepEqual(Object.values(rooms[2]!), [
      '2000000003',
      false,
      null,
      null,
      null,
      null,
      false,
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
    [0, 0],
    [37.5, 37.5],
    [100, 100],
    [101, null],
    [-1, null],
    ['50', null],
    [true, null],
    [null, null],
    [undefined, null],
  ]) {
    it(`reads ${JSON.stringify(value)} as a heating power of ${String(expected)}`, () =>
      assert.equal(roomStatus({ heating_power_request: value }).heatingPower, expected));
  }

  it('takes the setpoint of cooling where there is none of heating, and says so', () => {
    const heating = {
      therm_setpoint_temperature: 19,
      therm_setpoint_mode: 'manual',
      therm_setpoint_end_time: 1,
    };
    const cooling = {
      cooling_setpoint_temperature: 26,
      cooling_setpoint_mode: 'schedule',
      cooling_setpoint_end_time: 2,
    };
    const none = {
      therm_setpoint_temperature: null,
      therm_setpoint_mode: null,
      therm_setpoint_end_time: null,
    };
    const rows: readonly [object, number | null, string | null, number | null, boolean][] = [
      [heating, 19, 'manual', 1_000, false],
      [cooling, 26, 'schedule', 2_000, true],
      [{ ...heating, ...cooling }, 19, 'manual', 1_000, false],
      [{ ...none, ...cooling }, 26, 'schedule', 2_000, true],
      [{ therm_setpoint_temperature: 19, ...cooling }, 19, null, null, false],
      [{ therm_setpoint_mode: 'off', ...cooling }, null, 'off', null, false],
      [{ cooling_setpoint_mode: 'off' }, null, 'off', null, true],
      [{ cooling_setpoint_temperature: 26 }, 26, null, null, true],
      [{ cooling_setpoint_temperature: '26', cooling_setpoint_mode: 5 }, null, null, null, false],
      [{ cooling_setpoint_end_time: 2 }, null, null, null, false],
      [{}, null, null, null, false],
    ];
    for (const [fields, ...expected] of rows) {
      const { setpointTemperature, setpointMode, setpointUntil, cooling: isCooling } = roomStatus(fields);
      assert.deepEqual([setpointTemperature, setpointMode, setpointUntil, isCooling], expected);
    }
  });

  it('reads the end of a setpoint as a time', () => {
    const until = (end: unknown) => roomStatus({ therm_setpoint_end_time: end }).setpointUntil;
    assert.deepEqual([until(1_768_212_000), until(0)], [1_768_212_000_000, null]);
  });

  for (const body of [
    undefined,
    null,
    'x',
    { home: 'x' },
    { home: { rooms: {} } },
    { home: { rooms: 'x' } },
  ]) {
    it(`refuses the body ${JSON.stringify(body)}`, () => assert.equal(v.is(homestatus, { body }), false));
  }
});
