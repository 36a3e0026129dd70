import assert from 'node:assert/strict';
import { loadEvent, waitForLock, type FileEvent } from '../../src/account/events';
import type { Found } from '../../src/storage/find-session';
import type { SessionFile } from '../../src/storage/session-file';
import { VirtualClock } from '../support/virtual-clock';

describe('what a store tells of its file', () => {
  const finds: readonly [Partial<Found<unknown>>, FileEvent][] = [
    [{ state: 'loaded' }, { event: 'session.load', outcome: 'loaded' }],
    [{ state: 'absent' }, { event: 'session.load', outcome: 'absent' }],
    [
      { state: 'unreadable', errno: 'EACCES' },
      { event: 'session.reject', outcome: 'unreadable', code: 'EACCES' },
    ],
    [{ state: 'newer' }, { event: 'session.reject', outcome: 'newer', code: 'version' }],
  ];
  for (const [found, event] of finds) {
    it(`is ${event.event} when it is ${String(found.state)}`, () =>
      assert.deepEqual(loadEvent(found as Found<unknown>), event));
  }

  const waits: readonly [string, number, 'got' | 'nothing' | 'aborted', readonly FileEvent[]][] = [
    ['nothing of a lock that is free', 20, 'got', []],
    [
      'of a lock that another process had',
      3_000,
      'got',
      [{ event: 'session.lock_wait', outcome: 'held', waitMs: 3_000 }],
    ],
    [
      'of a lock that it waited for in vain',
      5_000,
      'nothing',
      [{ event: 'session.lock_wait', outcome: 'given-up', waitMs: 5_000 }],
    ],
    [
      'of waiting that was cut short',
      50,
      'aborted',
      [{ event: 'session.lock_wait', outcome: 'given-up', waitMs: 50 }],
    ],
  ];
  for (const [what, ms, end, expected] of waits) {
    it(`is told ${what}`, async () => {
      const clock = new VirtualClock();
      const told: FileEvent[] = [];
      const lock = { release: () => Promise.resolve() };
      const file = {
        hold: () => {
          clock.advance(ms);
          if (end === 'aborted') return Promise.reject(new Error('closed'));
          return Promise.resolve(end === 'got' ? lock : undefined);
        },
      } as unknown as SessionFile;
      const held = await waitForLock(file, { ms: 5_000 }, clock, (event) => told.push(event)).catch(
        () => 'rejected',
      );
      assert.equal(held, end === 'got' ? lock : end === 'aborted' ? 'rejected' : undefined);
      assert.deepEqual(told, expected);
    });
  }
});
