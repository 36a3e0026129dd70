import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { NetatmoError } from '../../src/cloud/errors';
import { parseSetSettings } from '../../src/correction/settings';
import { MINUTE } from '../../src/clock';

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
