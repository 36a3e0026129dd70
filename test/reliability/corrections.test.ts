import assert from 'node:assert/strict';
import { MINUTE } from '../../src/clock';
import { fault, type Fault } from '../../testkit';
import { type AccountBench, accountBenches } from './support/account-bench';
import { type Facts, proves, tally } from './support/results';

const SECTION = 'corrections';

describe('corrections', () => {
  const { signedIn } = accountBenches();

  /** A correction that the cloud applied, or not, without saying so; then the same message again and again. */
  const unclear = async (make: () => Fault, isApplied: boolean, isShown: boolean): Promise<Facts> => {
    const semantics = isShown ? 'immediate' : 'additive';
    const account = await signedIn({ simulator: { semantics, reportDelayMs: isShown ? 0 : 30 * MINUTE } });
    account.simulator.faults.next('truetemperature', make());
    const first = await account.corrected();
    const ends = [first, ...(await account.repeat(20, () => account.corrected(), MINUTE))];
    assert.equal(account.counts.corrections, 1);
    assert.equal(account.simulator.log.corrections.length, isApplied ? 1 : 0, 'applied once at most');
    assert.equal(first, isApplied && isShown ? 'corrected' : 'OUTCOME_UNKNOWN');
    assert.equal(account.counts.signIns, 0);
    return { sent: '21 corrections within 20 minutes', out: tally(ends), ...account.counts };
  };
  proves('faults', SECTION, 'a correction is applied, but the answer is lost; the reading shows it', () =>
    unclear(fault.resetAfter, true, true),
  );
  proves(
    'faults',
    SECTION,
    'a correction is applied, but the answer is lost; the reading shows it later',
    () => unclear(fault.resetAfter, true, false),
  );
  proves('faults', SECTION, 'a correction is applied, but answered with 503', () =>
    unclear(() => fault.answerAfter(503), true, false),
  );
  proves('faults', SECTION, 'a correction gets lost on its way', () =>
    unclear(fault.resetBefore, false, false),
  );

  const rooms: readonly (readonly [name: string, set: (account: AccountBench) => void, code: string])[] = [
    [
      'the valve of the room cannot be reached',
      ({ simulator }) =>
        simulator.faults.always(
          'homestatus',
          fault.editJson((body) => eachRoom(body, (room) => ({ ...room, reachable: false }))),
        ),
      'ROOM_UNREACHABLE',
    ],
    [
      'the room reports no temperature',
      ({ simulator }) =>
        simulator.faults.always(
          'homestatus',
          fault.editJson((body) => eachRoom(body, (room) => ({ ...room, therm_measured_temperature: null }))),
        ),
      'ROOM_UNREACHABLE',
    ],
    [
      'the room is missing in the answer',
      ({ simulator }) =>
        simulator.faults.always(
          'homestatus',
          fault.editJson((body) => eachRoom(body, () => null)),
        ),
      'ROOM_UNREACHABLE',
    ],
    [
      'the cloud reports 35 °C in a room of 21 °C',
      ({ simulator }) =>
        simulator.faults.always(
          'homestatus',
          fault.editJson((body) => eachRoom(body, (room) => ({ ...room, therm_measured_temperature: 35 }))),
        ),
      'CORRECTION_TOO_LARGE',
    ],
  ];
  for (const [name, set, code] of rooms) {
    proves('faults', SECTION, name, async () => {
      const account = await signedIn();
      set(account);
      const ends = await account.repeat(10, () => account.corrected(21, true));
      assert.deepEqual(new Set(ends), new Set([code]));
      assert.equal(account.counts.corrections, 0);
      return { sent: '10 corrections', out: tally(ends), ...account.counts };
    });
  }

  proves('faults', SECTION, 'temperatures that are none', async () => {
    const account = await signedIn();
    const bad = await Promise.all(NO_TEMPERATURES.map((value) => account.begin('correction', value)));
    assert.deepEqual(new Set(bad), new Set(['INVALID_TEMPERATURE']));
    assert.deepEqual(account.counts, { requests: 0, signIns: 0, corrections: 0 });
    return {
      sent: `${NO_TEMPERATURES.length} corrections, each of another kind`,
      out: tally(bad),
      ...account.counts,
    };
  });

  proves('faults', SECTION, 'rooms that are none', async () => {
    const account = await signedIn();
    const ends = await Promise.all(NO_ROOMS.map((room) => account.begin('correction', 21, false, room)));
    assert.deepEqual(new Set(ends), new Set(['INVALID_ROOM']));
    assert.deepEqual(account.counts, { requests: 0, signIns: 0, corrections: 0 });
    return {
      sent: `${NO_ROOMS.length} corrections, each of another kind`,
      out: tally(ends),
      ...account.counts,
    };
  });
});

type Json = Readonly<Record<string, unknown>>;

/** A home's status with each room changed, or left out where the change gives null. */
function eachRoom(body: unknown, change: (room: Json) => Json | null): unknown {
  const status = body as { readonly body: { readonly home: Json & { readonly rooms: readonly Json[] } } };
  const { home } = status.body;
  const rooms = home.rooms.map(change).filter((room) => room !== null);
  return { ...status, body: { ...status.body, home: { ...home, rooms } } };
}

const NO_TEMPERATURES: readonly unknown[] = [
  // Numbers and their like
  ...[NaN, Infinity, -Infinity, 50.01, -50.01, 1_000, Number.MAX_VALUE],
  ...[null, true, false, 21n, Symbol('21')],
  // Text
  ...['', ' ', '21,5', '21 °C', '21.5.5', '0x15', '1e999', 'NaN', 'Infinity', 'null', '٢١', '21\u0000'],
  ...['--21', '+-21', '__proto__', '21;DROP', '${21}', '<b>21</b>', '21\r\nx: 1'],
  ...['x'.repeat(1_000_000), '2'.repeat(500)],
  // Objects
  ...[[], [21], {}, { value: 21 }, { valueOf: () => 21 }, { toString: () => '21' }],
  ...[new Date(), Buffer.from('21'), new Uint8Array([21]), new Map(), new Set([21]), /21/, new Error('21')],
  ...[() => 21, Promise.resolve(21), new Proxy({}, { get: () => 21 })],
  Object.create(null) as object,
  Object(21) as object,
  Object('21') as object,
];

const NO_ROOMS: readonly unknown[] = [
  ...[null, true, false, NaN, Infinity, 1.5, -1, 21n, Symbol('Kitchen')],
  ...['', ' ', '\u0000', 'a\nb', 'a\r\nx: 1', 'x'.repeat(129)],
  ...[[], ['Kitchen'], {}, { id: '1' }, { toString: () => 'Kitchen' }, new Map(), new Date()],
  ...[() => 'Kitchen', Buffer.from('Kitchen'), new Proxy({}, { get: () => 'Kitchen' })],
  Object.create(null) as object,
];
