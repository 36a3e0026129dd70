import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SECOND } from '../../src/clock';
import { decodeLock, encodeLock, isLeftOver, type LockRecord } from '../../src/storage/lock-record';
import { VIRTUAL_START } from '../support/virtual-clock';
import { processWith, record } from './lock-support';

describe('whether a lock was left behind', () => {
  const year = 365 * 86_400 * SECOND;
  const table: [string, boolean, Partial<LockRecord> | undefined, number, number][] = [
    ['a process that lives, just taken', false, {}, 0, 0],
    ['a process that lives, watched for almost 30 s', false, {}, 29 * SECOND, 9 * SECOND],
    ['a process that lives and has been silent for 30 s', true, {}, 30 * SECOND, 0],
    ['a process that is gone', true, { pid: 100 }, 0, 0],
    ['this process, which does not hold it: a former life with the same id', true, { pid: 1 }, 0, 0],
    ['this process, by another user in it', false, { id: 'e'.repeat(16), pid: 1 }, 0, 0],
    ['a process of another host, whatever its id', false, { host: 'there', pid: 100 }, 0, 0],
    ['another host, old by the clock, not watched yet', false, { host: 'there' }, 0, 31 * SECOND],
    ['another host, old by the clock and silent for 10 s', true, { host: 'there' }, 10 * SECOND, 31 * SECOND],
    ['another host, silent for 10 s but young', false, { host: 'there' }, 10 * SECOND, 29 * SECOND],
    ['a lock of last year as the clock has just jumped', false, {}, 0, year],
    ['a lock of the future', false, {}, 10 * SECOND, -year],
    ['a lock of the future, silent for 30 s', true, {}, 30 * SECOND, -year],
    ['nobody knows whom', false, undefined, 29 * SECOND, year],
    ['nobody knows whom, silent for 30 s', true, undefined, 30 * SECOND, 0],
  ];
  for (const [whose, expected, changes, silentMs, ageMs] of table) {
    it(`${expected ? 'yes' : 'no'}: of ${whose}`, () => {
      const self = { ...processWith(1), held: new Set(['e'.repeat(16)]) };
      const lock = changes && record(changes);
      assert.equal(isLeftOver(lock, silentMs, VIRTUAL_START + ageMs, self), expected);
    });
  }
});

const HEX = Array.from({ length: 16 }, (_, digit) => digit.toString(16));

describe('the record in a lock file', () => {
  it('is read as it was written, with any signs of life behind it', () => {
    const written = fc.record({
      id: fc.string({ unit: fc.constantFrom(...HEX), minLength: 16, maxLength: 16 }),
      pid: fc.integer({ min: 1 }),
      host: fc.string({ maxLength: 400 }),
      at: fc.nat(),
    });
    fc.assert(
      fc.property(written, fc.nat(200), (lock, beats) => {
        const text = encodeLock(lock).toString('utf8') + '.'.repeat(beats);
        assert.deepEqual(decodeLock(text), { ...lock, host: lock.host.slice(0, 300) });
      }),
    );
  });

  it('is a whole one or none, whatever the file holds', () => {
    const whole = encodeLock(record({})).toString('utf8');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.nat(whole.length).map((end) => whole.slice(0, end)),
        ),
        (text) => {
          const lock = decodeLock(text);
          if (lock)
            assert.ok(/^[0-9a-f]{16}$/.test(lock.id) && Number.isSafeInteger(lock.pid) && lock.at >= 0);
        },
      ),
    );
  });
});
