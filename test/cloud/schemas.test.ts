import assert from 'node:assert/strict';
import * as v from 'valibot';
import { homesdata, homestatus } from '../../src/cloud/schemas';
import { fixture } from '../support/fixture';

const homes = (...list: unknown[]) => v.parse(homesdata, { body: { homes: list } });
const room = (fields: object) => homes({ id: 'h', rooms: [{ id: '1', ...fields }] })[0]!.rooms[0]!;

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
    assert.equal(offsets['Bureau'], null, 'the calibration of the hardware is not the correction');
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

  it('leaves out a room whose id is none', () =>
    assert.deepEqual(
      homes({ id: 'h', rooms: [{ id: 'a/b' }, {}, null, { id: 7 }] })[0]!.rooms.map(({ id }) => id),
      ['7'],
    ));

  for (const name of ['', '   ', null, undefined, 5, '\u0000\u0085\u009b'])
    it(`names a room by its id where its name is ${JSON.stringify(name)}`, () =>
      assert.equal(room({ name }).name, 'Room 1'));

  const offsets: readonly [object, number | null][] = [
    [{ measure_offset_NAPlug_temperature: -2.8 }, -2.8],
    [{ measure_offset_OTH_temperature: 1 }, 1],
    [{ measure_offset_NAVaillant_temperature: 1 }, null],
    [{ measure_offset_NAVaillant_temperature: 1, measure_offset_NAPlug_temperature: 0.5 }, 0.5],
    [{ measure_offset_NAVaillant_estimated_temperature: 1 }, null],
    [{ measure_offset_estimated_temperature: 1 }, null],
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

  it('takes marks of layout out of every text', () => {
    const dirty = '\u202ea\r\nb\u001b';
    const [home] = homes({
      ...{ id: 'h', name: dirty, timezone: dirty },
      rooms: [{ id: '1', name: dirty, type: dirty }],
      modules: [{ id: 'm', name: dirty, type: dirty }],
    });
    assert.deepEqual(
      [home!.name, home!.timezone, home!.rooms[0]!.name, home!.rooms[0]!.type, home!.modules[0]],
      ['ab', 'ab', 'ab', 'ab', { id: 'm', name: 'ab', type: 'ab', roomId: null }],
    );
  });

  it('knows the modules that a room names, in either list, each once', () => {
    const named = (fields: object) => room(fields).moduleIds;
    assert.deepEqual(named({ module_ids: ['a', 'b#1'], modules: ['b#1', 'c', '/', null] }), [
      'a',
      'b#1',
      'c',
    ]);
    for (const odd of [{}, { module_ids: null }, { module_ids: 'a', modules: { 0: 'a' } }])
      assert.deepEqual(named(odd), []);
  });

  const many = (count: number): object[] => Array.from({ length: count }, (_, index) => ({ id: index }));
  it('takes a home of 20,000 rooms and as many modules whole', () => {
    const [home] = homes({ id: 'h', rooms: many(20_000), modules: many(20_000) });
    assert.deepEqual([home!.rooms.length, home!.modules.length], [20_000, 20_000]);
  });
  for (const list of ['rooms', 'modules']) {
    it(`refuses an answer with a home of more ${list}, and cuts nothing`, () => {
      const bodies = [
        { homes: [{ id: 'a' }, { id: 'h', [list]: many(20_001) }] },
        { homes: [{ id: 'h', [list]: Array.from({ length: 20_001 }, () => ({ id: 1 })) }] },
        { homes: [{ [list]: many(20_001) }] },
      ];
      for (const body of bodies) assert.equal(v.is(homesdata, { body }), false);
      assert.equal(v.is(homestatus, { body: { home: { id: 'h', [list]: many(20_001) } } }), false);
    });
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
