import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TypedPasswords, type LedgerStore } from '../../src/account/typed-passwords';
import {
  afterAttempt,
  afterPassingFailure,
  emptyLedger,
  signInWait,
  type SignInLedger,
} from '../../src/cloud/breaker';
import { NetatmoError } from '../../src/cloud/errors';
import { DAY, MINUTE } from '../../src/clock';
import { VirtualClock } from '../support/virtual-clock';
import { runs } from '../support/random-inputs';

const CAPS = [
  { length: 15 * MINUTE, most: 3 },
  { length: 60 * MINUTE, most: 6 },
  { length: DAY, most: 12 },
] as const;

class Kept implements LedgerStore {
  ledger: SignInLedger = emptyLedger;
  saves = 0;

  save(): Promise<void> {
    this.saves += 1;
    return Promise.resolve();
  }
}

/** What a press may come to. */
type Press = 'counted' | 'repeated' | NetatmoError;

describe('passwords that are typed into dialogs', () => {
  let clock: VirtualClock;
  let store: Kept;
  let typed: TypedPasswords;

  const begin = (): void => {
    clock = new VirtualClock();
    store = new Kept();
    typed = new TypedPasswords(clock, store);
  };
  beforeEach(begin);

  const press = (password: string): Press => {
    try {
      return typed.admit(password) ? 'counted' : 'repeated';
    } catch (error) {
      assert.ok(error instanceof NetatmoError);
      assert.equal(error.code, 'SIGN_IN_PAUSED');
      return error;
    }
  };

  it('count once each, and are saved', () => {
    assert.equal(press('a'), 'counted');
    assert.equal(press('a'), 'repeated');
    assert.equal(press('b'), 'counted');
    assert.equal(store.ledger.attempts.length, 2);
    assert.equal(store.saves, 2);
  });

  it('count anew after a day', () => {
    assert.equal(press('a'), 'counted');
    clock.advance(DAY - 1);
    assert.equal(press('a'), 'repeated');
    clock.advance(1);
    assert.equal(press('a'), 'counted');
  });

  it('count together with passwords that flows have sent', () => {
    for (let i = 0; i < 2; i += 1) store.ledger = afterAttempt(store.ledger, clock.now());
    assert.equal(press('a'), 'counted');
    assert.ok(press('b') instanceof NetatmoError);
  });

  it('are all refused while a pause holds, also those that were answered', () => {
    assert.equal(press('a'), 'counted');
    store.ledger = afterPassingFailure(store.ledger, clock.now(), () => 0.5);
    const [repeated, other] = [press('a'), press('b')];
    assert.ok(repeated instanceof NetatmoError);
    assert.deepEqual(repeated, other);
  });

  it('are refused for no longer than the machine’s clock was wrong', () => {
    store.ledger = {
      attempts: [clock.now() + DAY, clock.now() + DAY, clock.now() + DAY],
      failures: 0,
      pause: null,
    };
    assert.ok(press('a') instanceof NetatmoError);
    clock.advance(15 * MINUTE);
    assert.equal(press('a'), 'counted');
  });

  it('never count more than the caps, and a refused one changes nothing, in whatever order they come', () => {
    const presses = fc.array(
      fc.record({
        password: fc.integer({ min: 0, max: 8 }).map(String),
        then: fc.constantFrom(0, MINUTE, 4 * MINUTE, 40 * MINUTE, 9 * 60 * MINUTE),
      }),
      { minLength: 1, maxLength: 80 },
    );
    fc.assert(
      fc.property(presses, (all) => {
        begin();
        const countedAt: number[] = [];
        for (const { password, then } of all) {
          const before = store.ledger.attempts.length === 0 ? emptyLedger : store.ledger;
          const wait = signInWait(before, clock.now());
          const saves = store.saves;
          const result = press(password);
          assert.equal(result instanceof NetatmoError, wait > 0);
          if (result === 'counted') countedAt.push(clock.now());
          else assert.equal(store.saves, saves);
          if (result instanceof NetatmoError) {
            assert.equal(result.retryAfterMs, wait);
            assert.equal(signInWait(store.ledger, clock.now()), wait);
          }
          clock.advance(then);
        }
        for (const { length, most } of CAPS)
          for (const from of countedAt)
            assert.ok(countedAt.filter((at) => at >= from && at < from + length).length <= most);
      }),
      { numRuns: runs(200) },
    );
  });
});
