import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { NetatmoError } from '../../src/cloud/errors';
import { parseFollowSettings } from '../../src/correction/follow/settings';
import { parseSetSettings } from '../../src/correction/settings';
import { MINUTE } from '../../src/clock';
import { parsed } from '../support/parsed';
import { anything, runs } from '../support/random-inputs';

describe('parseSetSettings', () => {
  it('takes empty fields for the defaults of the mode', () => {
    const defaults = { tolerance: 0.1, maxCorrection: 10, settleMs: 3_600_000, dryRun: false };
    assert.deepEqual(parseSetSettings({}), defaults);
    assert.deepEqual(parseSetSettings({ tolerance: '', maxCorrection: '', settleTime: '' }), defaults);
  });

  it('takes numbers and texts, and 0', () => {
    assert.deepEqual(parseSetSettings({ tolerance: '0', maxCorrection: 3, settleTime: '90', dryRun: true }), {
      tolerance: 0,
      maxCorrection: 3,
      settleMs: 90 * MINUTE,
      dryRun: true,
    });
  });

  for (const name of ['tolerance', 'maxCorrection', 'settleTime']) {
    for (const value of [-1, '-0.1', NaN, Infinity, 'abc', '0,3', ' ', true, {}, []]) {
      it(`refuses ${name} ${inspect(value)}`, () =>
        assert.throws(
          () => parseSetSettings({ [name]: value }),
          (error) => error instanceof NetatmoError && error.code === 'CONFIG',
        ));
    }
  }
});

describe('the settings of a node, whatever is stored', () => {
  const names = [
    ...['tolerance', 'maxCorrection', 'settleTime', 'dryRun', 'minInterval', 'maxStep', 'confirm', 'median'],
    ...['staleAfter', 'onlyWhenWrong', 'foresight', 'windowHold', 'budget', 'quietHours'],
  ];
  const sensible = fc.oneof(fc.integer({ min: -2, max: 30 }), fc.constantFrom('', '0.5', ' 3 ', null, true));
  const stored = fc.dictionary(fc.constantFrom(...names), fc.oneof(sensible, sensible, anything));

  it('are numbers in range, or CONFIG says which is not', () => {
    fc.assert(
      fc.property(stored, (properties) => {
        const set = parsed(() => parseSetSettings(properties), 'CONFIG');
        if (set)
          for (const value of [set.tolerance, set.maxCorrection, set.settleMs])
            assert.ok(Number.isFinite(value) && value >= 0);
        const follow = parsed(() => parseFollowSettings(properties), 'CONFIG');
        if (!follow) return;
        for (const value of Object.values(follow))
          assert.ok(typeof value !== 'number' || (Number.isFinite(value) && value >= 0));
        assert.ok(Number.isInteger(follow.confirm) && follow.confirm >= 1);
        assert.ok(Number.isInteger(follow.median) && follow.median >= 1);
        assert.ok(follow.maxStep > 0 && follow.budget > 0);
      }),
      { numRuns: runs(500) },
    );
  });

  it('have upper ends that a person could mean', () => {
    for (const stored of [
      { settleTime: 2.9961552247705267e303 },
      { settleTime: 10081 },
      { tolerance: 51 },
      { maxCorrection: 51 },
    ]) {
      assert.equal(
        parsed(() => parseSetSettings(stored), 'CONFIG'),
        undefined,
      );
    }
    assert.ok(parseSetSettings({ settleTime: 10080, tolerance: 50, maxCorrection: '50' }));
  });
});
