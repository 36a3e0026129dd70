import assert from 'node:assert/strict';
import type { Page, Route } from 'playwright-core';
import { DAY, HOUR, MINUTE } from '../../src/clock';
import { openAs, session } from './support/account';
import { editorBench } from './support/bench';
import { FLOWS, homes, room, ROOMS_URL, state, TEST_URL } from './support/flows';

/** The time of Node-RED that many minutes from now, ISO 8601. */
const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * MINUTE).toISOString();
/** "02:35 PM", as the editor writes an ISO time. */
const timeOf = (page: Page, iso: string): Promise<string> =>
  page.evaluate(
    (time) => new Date(time).toLocaleTimeString('en-US', { hour: '2-digit', minute: '2-digit' }),
    iso,
  );

/** Moves what the page takes for the time. @returns moves it back */
async function shiftClock(page: Page, ms: number): Promise<() => Promise<void>> {
  // As text: what compiles the tests would put calls into it that the page does not know.
  await page.evaluate(`{
    const now = () => RealDate.now() + ${ms};
    globalThis.RealDate ??= Date;
    globalThis.Date = new Proxy(RealDate, {
      construct: (Real, given) => (given.length > 0 ? new Real(...given) : new Real(now())),
      get: (Real, key) => (key === 'now' ? now : Reflect.get(Real, key)),
    });
  }`);
  return () => page.evaluate('globalThis.Date = RealDate; undefined');
}

describe('The dialogs in a browser whose clock is wrong', function () {
  const bench = editorBench(this, FLOWS);

  for (const [how, off] of [
    ['an hour fast', HOUR],
    ['an hour slow', -HOUR],
    ['a week slow', -7 * DAY],
  ] as const) {
    /** Answers as Node-RED does, whose clock is right. */
    const telling =
      (body: object, status = 200) =>
      (route: Route): Promise<void> =>
        route.fulfill({ status, json: { at: inMinutes(0), ...body } });

    it(`${how}: say by Node-RED’s clock whether the cloud is asked again, from when, and on which day`, async () => {
      const editor = await bench.open();
      const moveBack = await shiftClock(editor.page, off);
      for (const [askIn, expected] of [
        [10, /asks Netatmo again from: (today|tomorrow), /],
        [-1, /the button asks Netatmo once more\.$/],
      ] as const) {
        const refused = {
          code: 'CREDENTIALS_REJECTED',
          since: inMinutes(askIn - 15),
          askAgainAt: inMinutes(askIn),
        };
        await openAs(bench, { at: inMinutes(0), ...state({ state: 'refused', refused }) });
        const words = await session(editor).innerText();
        assert.match(words, expected);
        assert.match(words, /deployed: .* \((today|yesterday), /);
      }
      await moveBack();
    });

    it(`${how}: say by Node-RED’s clock from when a test makes sense again`, async () => {
      const editor = await openAs(bench, state());
      const { page } = editor;
      const moveBack = await shiftClock(page, off);
      const error = { code: 'SIGN_IN_PAUSED', message: 'x', retryAfterMs: 5 * MINUTE };
      await page.route(TEST_URL, telling({ error }, 502));
      const times = [await timeOf(page, inMinutes(5)), await timeOf(page, inMinutes(6))];
      await page.click('#netatmo-account-test');
      const result = page.locator('#netatmo-account-test-result[data-outcome=error]');
      await result.waitFor();
      const said = await result.innerText();
      assert.ok(
        times.some((time) => said.includes(time)),
        `${said} instead of ${times.join(' or ')}`,
      );
      await moveBack();
    });

    it(`${how}: say by Node-RED’s clock how long a room still rests`, async () => {
      const editor = await bench.open();
      const { page } = editor;
      const moveBack = await shiftClock(page, off);
      const last = { measured: 22.4, corrected: 21.4, settled: false };
      const remembered = { 11: { last, elapsedMs: 10 * MINUTE, agreement: null, without: 0 } };
      await page.route(ROOMS_URL, telling({ ...homes(room('11', 'Study')), remembered }));
      await editor.edit('picked');
      await editor.hint(/other sources/);
      const times = [await timeOf(page, inMinutes(50)), await timeOf(page, inMinutes(49))];
      await page.fill('#netatmo-preview-try', '20.4');
      const said = await page.innerText('#netatmo-preview-outcome');
      assert.ok(
        times.some((time) => said.includes(time)),
        `${said} instead of ${times.join(' or ')}`,
      );
      await moveBack();
    });
  }
});
