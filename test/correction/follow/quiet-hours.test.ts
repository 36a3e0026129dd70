import assert from 'node:assert/strict';
import fc from 'fast-check';
import { minutesOfDay, parseQuietHours, quietMinutesLeft } from '../../../src/correction/follow/quiet-hours';
import { DAY_MINUTES } from '../../../src/clock';
import { parsed } from '../../support/parsed';
import { anything } from '../../support/random-inputs';

describe('quiet hours', () => {
  const over = { from: 22 * 60 + 30, to: 6 * 60 };
  const within = { from: 13 * 60, to: 14 * 60 };
  const rows: readonly (readonly [typeof over, string, number])[] = [
    [over, '22:29', 0],
    [over, '22:30', 450],
    [over, '00:00', 360],
    [over, '05:59', 1],
    [over, '06:00', 0],
    [within, '12:59', 0],
    [within, '13:00', 60],
    [within, '13:59', 1],
    [within, '14:00', 0],
  ];
  for (const [hours, time, left] of rows) {
    it(`from ${hours.from} to ${hours.to} min last ${left} min more at ${time}`, () => {
      const [h = 0, m = 0] = time.split(':').map(Number);
      assert.equal(quietMinutesLeft(hours, h * 60 + m), left);
    });
  }

  it('are meant in the time of the home', () => {
    const noonInGreenwich = Date.UTC(2026, 0, 12, 12, 5);
    assert.equal(minutesOfDay(noonInGreenwich, 'Europe/Paris'), 13 * 60 + 5);
    assert.equal(minutesOfDay(noonInGreenwich, 'America/New_York'), 7 * 60 + 5);
    assert.equal(
      minutesOfDay(Date.UTC(2026, 6, 12, 22, 5), 'Europe/Paris'),
      5,
      'summer time, after midnight',
    );
  });

  it('are meant in the time of this machine where the home tells none, or one that nobody knows', () => {
    const now = Date.UTC(2026, 0, 12, 12, 5);
    const here = new Date(now).getHours() * 60 + new Date(now).getMinutes();
    assert.equal(minutesOfDay(now, null), here);
    assert.equal(minutesOfDay(now, 'Middle/Earth'), here);
  });
});

describe('quiet hours, whatever is typed', () => {
  it('can be waited for', () => {
    const time = fc.tuple(fc.nat(25), fc.nat(61)).map((parts) => parts.map((part) => String(part)));
    const span = fc.tuple(time, time).map(([from, to]) => `${from.join(':')}-${to.join(':')}`);
    fc.assert(
      fc.property(fc.oneof(span, fc.string(), anything), fc.nat(DAY_MINUTES - 1), (text, now) => {
        const quiet = parsed(() => parseQuietHours(text), 'CONFIG');
        if (!quiet) return;
        const left = quietMinutesLeft(quiet, now);
        assert.ok(left >= 0 && left < DAY_MINUTES);
        assert.equal(quietMinutesLeft(quiet, (now + left) % DAY_MINUTES), 0, 'then they are over');
        if (left > 1) assert.equal(quietMinutesLeft(quiet, (now + 1) % DAY_MINUTES), left - 1);
      }),
    );
  });
});
