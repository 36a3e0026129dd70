import assert from 'node:assert/strict';
import * as v from 'valibot';
import { stationsdata, truetemperature } from '../../src/cloud/schemas';
import { fixture } from '../support/fixture';

describe('getstationsdata', () => {
  it('gives the modules of a real answer', () => {
    const modules = v.parse(stationsdata, fixture('stationsdata'));
    assert.deepEqual(modules[0], {
      id: '70:ee:50:22:00:04',
      name: 'Indoor',
      type: 'NAMain',
      temperature: 20.4,
      humidity: 44,
      co2: 640,
      measuredAt: 1_768_204_500_000,
      ageMs: 300_000,
      guest: false,
    });
    assert.deepEqual(
      modules.map(({ name, ageMs, guest }) => [name, ageMs, guest]),
      [
        ['Indoor', 300_000, false],
        ['Bathroom sensor', 420_000, false],
        ['Stale sensor', 86_400_000, false],
        ['Module 03:00:00:22:00:06', null, false],
        ['Outdoor', 400_000, false],
        ['Guest station', 500_000, true],
        ['Without dashboard data', null, false],
      ],
    );
    assert.equal(modules.at(-1)!.id, '70:ee:50:88:00:00');
    assert.doesNotMatch(JSON.stringify(modules), /example\.org|Somewhere/);
  });

  it('gives a Home Coach, which has its name in `name`', () => {
    const devices = [
      {
        ...{ _id: '70:ee:50:2c:00:01', type: 'NHC', name: 'Chambre', station_name: 'Coach' },
        dashboard_data: { time_utc: 1_768_204_500, Temperature: 22.9, Humidity: 41, CO2: 805, Noise: 36 },
      },
    ];
    assert.deepEqual(v.parse(stationsdata, { status: 'ok', time_server: 1_768_204_800, body: { devices } }), [
      {
        ...{
          id: '70:ee:50:2c:00:01',
          name: 'Chambre',
          type: 'NHC',
          temperature: 22.9,
          humidity: 41,
          co2: 805,
        },
        ...{ measuredAt: 1_768_204_500_000, ageMs: 300_000, guest: false },
      },
    ]);
  });

  it('has names in one line, of 128 characters at most', () => {
    const devices = [{ _id: '1', type: '\u001bNAMain', module_name: `a\n\u202e${'b'.repeat(500)}` }];
    const [module] = v.parse(stationsdata, { body: { devices } });
    assert.deepEqual([module!.type, module!.name], ['NAMain', `a${'b'.repeat(127)}`]);
  });

  it('is refused with more than 20,000 devices, or modules of one', () => {
    const many = Array.from({ length: 20_001 }, (_, index) => ({ _id: index }));
    for (const devices of [many, [{ _id: '1', modules: many }]])
      assert.equal(v.is(stationsdata, { body: { devices } }), false);
    assert.equal(v.parse(stationsdata, { body: { devices: many.slice(1) } }).length, 20_000);
  });

  it('knows no age without the time of the cloud', () => {
    const body = { devices: [{ _id: '1', dashboard_data: { time_utc: 5, Temperature: '20' } }] };
    const [module] = v.parse(stationsdata, { body });
    assert.deepEqual(
      [module!.ageMs, module!.measuredAt, module!.temperature, module!.type],
      [null, 5_000, null, 'unknown'],
    );
  });

  for (const body of [{}, { devices: [] }, { devices: null }, { devices: [{ type: 'NAMain' }] }]) {
    it(`finds nothing in ${JSON.stringify(body)}`, () =>
      assert.deepEqual(v.parse(stationsdata, { body }), []));
  }
});

describe('the answer to a correction', () => {
  const cases: readonly [unknown, readonly number[] | 'refused'][] = [
    [{ status: 'ok' }, []],
    [{ status: 'ok', time_server: 1, time_exec: 0.1 }, []],
    [{ status: 'ok', body: {} }, []],
    [{ status: 'ok', body: [] }, []],
    [{ status: 'ok', body: null }, []],
    [{ status: 'ok', body: { errors: [] } }, []],
    [{ status: 'ok', body: { errors: null } }, []],
    [{ status: 'ok', body: { errors: [{ code: 6, id: 'x' }, { code: 23 }] } }, [6, 23]],
    [{ status: 'ok', body: { errors: [{ code: '6' }, {}, null, 'x'] } }, [6, 1, 1, 1]],
    [{ status: 'ok', body: { errors: {} } }, []],
    [{ status: 'ok', body: { errors: { 0: { code: 6 } } } }, [6]],
    [{ status: 'ok', body: { errors: 'x' } }, [1]],
    [{ status: 'ok', body: { errors: '' } }, []],
    [{ status: 'ok', body: { errors: { code: 6 } } }, [1]],
    [{}, []],
    [[], []],
    [{ body: {} }, []],
    [{ body: { errors: [{ code: 14 }] } }, [14]],
    [{ time_server: 1 }, []],
    [{ anything: 'else' }, []],
    [{ status: 'OK' }, 'refused'],
    [{ status: null }, 'refused'],
    [null, []],
    [true, []],
    ['ok', []],
    [0, []],
  ];
  for (const [json, expected] of cases) {
    it(`${JSON.stringify(json)} complains of ${JSON.stringify(expected)}`, () => {
      const parsed = v.safeParse(truetemperature, json);
      assert.deepEqual(parsed.success ? parsed.output : 'refused', expected);
    });
  }
});
