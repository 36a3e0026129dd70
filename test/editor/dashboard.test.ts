import assert from 'node:assert/strict';
import type { Browser, Locator, Page } from 'playwright-core';
import { Demo, freePort } from '../demo/support/demo';
import { launchBrowser } from './support/editor';

/** Node-RED with a dashboard and a browser take seconds to start. */
const TIMEOUT_MS = 60_000;
/** The eye sees dark below this mean of red, green and blue. */
const DARK = 64;

describe('The page of the demo', function () {
  this.timeout(TIMEOUT_MS);

  let browser: Browser;
  let demo: Demo;
  let url = '';
  const problems: string[] = [];
  let page: Page;

  before(async () => {
    const port = await freePort();
    demo = new Demo(port);
    browser = await launchBrowser();
    await demo.says(/Ctrl-C stops it/);
    url = `http://127.0.0.1:${port}/dashboard/rooms`;
  });
  after(async () => {
    await browser.close();
    demo.kill('SIGINT');
    await demo.ended();
  });
  afterEach(async () => {
    await page.context().close();
    assert.deepEqual(problems.splice(0), []);
  });

  const open = async (options: Parameters<Browser['newContext']>[0] = {}): Promise<void> => {
    page = await (await browser.newContext({ locale: 'en-US', ...options })).newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    // Dashboard writes what its templates throw as a warning or an error.
    page.on('console', (line) => ['error', 'warning'].includes(line.type()) && problems.push(line.text()));
    await page.goto(url);
    await card('Bathroom').waitFor();
  };

  const card = (room: string): Locator => page.locator('.nt-room', { hasText: room });

  for (const [width, colorScheme] of [
    [1280, 'light'],
    [1280, 'dark'],
    [390, 'light'],
    [390, 'dark'],
  ] as const) {
    it(`fits ${width} pixels and a ${colorScheme} device`, async () => {
      await open({ viewport: { width, height: 800 }, colorScheme });
      assert.equal(await page.locator('.nt-room').count(), 4);
      assert.match(await card('Kitchen').innerText(), /\d\d\.\d°\s+really\s+valve believes\s+\d\d\.\d°/);
      const tooWide = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      assert.equal(tooWide, 0);
      const colour = await page.evaluate(
        'getComputedStyle(document.querySelector(".nt-room")).backgroundColor',
      );
      const [red = 0, green = 0, blue = 0] = [...String(colour).matchAll(/\d+/g)].map(Number);
      assert.equal((red + green + blue) / 3 < DARK, colorScheme === 'dark', String(colour));
    });
  }

  it('tells the valve, keeps the next value until the valve has answered, and forgets it on demand', async () => {
    await open();
    const kitchen = card('Kitchen');
    const note = kitchen.locator('[role=status]');
    const tell = async (value: string): Promise<void> => {
      await kitchen.getByLabel('My thermometer says').fill(value);
      await kitchen.getByText('Tell the valve').click();
    };
    const believed = Number(/[\d.]+/.exec(await kitchen.locator('dd').first().innerText())?.[0]);
    // The house lives fast: a valve may answer between two values, and then the second one is sent as well.
    let isKept = false;
    for (let less = 1; less <= 3 && !isKept; less += 0.5) {
      await tell((believed - less).toFixed(1));
      const answer = new RegExp(`(→|Your) ${(believed - less).toFixed(1).replace('.0', '(\\.0)?')}°`);
      await note.getByText(answer).waitFor();
      isKept = (await note.innerText()).includes('is kept');
    }
    assert.ok(isKept);
    await note.getByText('Forget it').click();
    await note.waitFor({ state: 'detached' });
  });

  it('says so when Netatmo is cut off, and when it is back', async () => {
    await open();
    await page.getByText('Cut off Netatmo').click();
    await page.getByRole('alert').waitFor();
    await page.getByText('Reconnect Netatmo').click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });
});
