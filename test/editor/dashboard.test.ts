import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { Demo } from '../demo/support/demo';
import { freePort } from '../support/ports';
import { launchBrowser } from './support/editor';

/** Node-RED with a dashboard and a browser take seconds to start, more on a busy machine. */
const TIMEOUT_MS = 180_000;
/** Longer than the home takes to grow half an hour older, ms. */
const LONG_MS = 120_000;
/** The eye sees dark below this mean of red, green and blue. */
const DARK = 64;
/** Between two keys, ms: the page gets new values every five seconds while somebody types. */
const KEY_MS = 120;

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
  const field = (room: string): Locator => card(room).getByLabel('My thermometer says');
  const button = (name: string): Locator => page.getByRole('button', { name });
  const isPressed = (name: string): Promise<string | null> => button(name).getAttribute('aria-pressed');

  /** Presses a switch of the demo and waits until the page shows that it is pressed, or no more. */
  const press = async (name: string): Promise<void> => {
    const before = await isPressed(name);
    await button(name).click();
    await page.waitForFunction(
      ([text, was]) =>
        [...document.querySelectorAll('.nt-switches button')].some(
          (each) => each.textContent.includes(text) && each.getAttribute('aria-pressed') !== was,
        ),
      [name, before] as const,
    );
  };

  /** A picture for whoever runs the tests with `SHOTS=<folder>`. */
  const shoot = async (name: string): Promise<void> => {
    const folder = process.env['SHOTS'];
    if (!folder) return;
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `dashboard-${name}.png`), fullPage: true });
  };

  for (const [width, colorScheme] of [
    [1280, 'light'],
    [1280, 'dark'],
    [390, 'light'],
    [390, 'dark'],
    [320, 'light'],
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
      await shoot(`${width}-${colorScheme}`);
    });
  }

  it('opens on a day that is half over: full charts, one room right, the others visibly wrong', async () => {
    await open();
    assert.match(await card('Living room').innerText(), /follows its sensor/);
    assert.equal(await card('Living room').locator('.nt-off').count(), 0);
    // What it would be off by without its corrections, all day of half hours.
    await card('Living room').getByText('off without corrections').waitFor();
    const band = await card('Living room').locator('path.nt-alone').getAttribute('d');
    assert.ok((band ?? '').split('Z').length > 40, String(band));
    for (const room of ['Kitchen', 'Bedroom', 'Bathroom']) {
      assert.equal(await card(room).locator('.nt-off').count(), 1, room);
      assert.match(await card(room).innerText(), /Left alone, though it reads \d\.\d° too high\./);
      const drawn = await card(room).locator('path.nt-line-really').getAttribute('d');
      assert.ok((drawn ?? '').length > 2_000, 'a day of five minutes each');
      assert.equal(await card(room).getByText('off without corrections').count(), 0, room);
    }
  });

  describe('its field', () => {
    for (const typed of ['19.5', '22', '20,4', '20.25']) {
      it(`takes ${typed}, key by key, while new values come`, async () => {
        await open();
        await field('Bathroom').click();
        await page.keyboard.press('Control+A');
        await page.keyboard.type(typed, { delay: KEY_MS });
        assert.equal(await field('Bathroom').inputValue(), typed);
        const asOf = await page.locator('.nt-quiet').innerText();
        await page.waitForFunction(
          (before) => document.querySelector('.nt-quiet')?.textContent !== before,
          asOf,
        );
        assert.equal(await field('Bathroom').inputValue(), typed, 'a new list leaves it alone');
        await page.keyboard.press('Tab');
        assert.equal(await field('Bathroom').inputValue(), typed);
        assert.equal(await card('Bathroom').locator('.nt-wrong').count(), 0);
      });
    }

    it('sends a value with a comma as the number that it is', async () => {
      await open();
      await field('Bedroom').click();
      await page.keyboard.press('Control+A');
      await page.keyboard.type('20,4', { delay: KEY_MS });
      await page.keyboard.press('Enter');
      await card('Bedroom')
        .locator('[role=status]')
        .getByText(/(→ 20\.4°|says so too|Your 20\.4° is kept)/)
        .waitFor();
    });

    it('stays empty, and says what it wants when it is sent so', async () => {
      await open();
      await field('Bathroom').click();
      await page.keyboard.press('Control+A');
      await page.keyboard.press('Backspace');
      assert.equal(await field('Bathroom').inputValue(), '');
      await card('Bathroom').getByText('Tell the valve').click();
      await card('Bathroom').getByText('What does your thermometer say?').waitFor();
      assert.equal(await field('Bathroom').inputValue(), '');
      assert.equal(await field('Bathroom').getAttribute('aria-invalid'), 'true');
      assert.equal(await card('Bathroom').locator('[role=status]').count(), 0, 'nothing was sent');
      await shoot('empty');
    });

    for (const [typed, words] of [
      ['195', 'A room has between 5° and 35°.'],
      ['-3', 'A room has between 5° and 35°.'],
      ['68', 'That looks like °F. Please enter °C.'],
      ['warm', 'This is no number. A temperature looks like 20.5.'],
      ['20.5.1', 'This is no number. A temperature looks like 20.5.'],
    ] as const) {
      it(`says what is wrong with ${typed} when one has typed it, not before, and sends nothing`, async () => {
        await open();
        await field('Bathroom').click();
        await page.keyboard.press('Control+A');
        await page.keyboard.type(typed, { delay: KEY_MS });
        assert.equal(await card('Bathroom').locator('.nt-wrong').count(), 0);
        await page.keyboard.press('Tab');
        await card('Bathroom').getByText(words).waitFor();
        assert.equal(await field('Bathroom').inputValue(), typed);
        await card('Bathroom').getByText('Tell the valve').click();
        assert.equal(await card('Bathroom').locator('[role=status]').count(), 0);
        if (typed === '195') await shoot('silly');
      });
    }

    it('follows the room again when it was left as it was', async () => {
      await open();
      await field('Bathroom').click();
      await page.keyboard.press('Tab');
      const shown = await card('Bathroom').locator('.nt-really b').innerText();
      await page.waitForFunction(
        (before) => document.querySelectorAll('.nt-really b')[3]?.textContent !== before,
        shown,
      );
      assert.equal(
        `${await field('Bathroom').inputValue()}°`,
        await card('Bathroom').locator('.nt-really b').innerText(),
      );
    });

    it('goes by tenths with buttons and arrow keys', async () => {
      await open();
      await field('Bathroom').click();
      await page.keyboard.press('Control+A');
      await page.keyboard.type('20', { delay: KEY_MS });
      await page.keyboard.press('ArrowUp');
      assert.equal(await field('Bathroom').inputValue(), '20.1');
      await card('Bathroom').getByLabel('0.1° less').click({ clickCount: 2 });
      assert.equal(await field('Bathroom').inputValue(), '19.9');
    });
  });

  it('tells the valve, keeps the next value until the valve has answered, and forgets it on demand', async () => {
    await open();
    const kitchen = card('Kitchen');
    const note = kitchen.locator('[role=status]');
    const tell = async (value: string): Promise<void> => {
      await field('Kitchen').click();
      await page.keyboard.press('Control+A');
      await page.keyboard.type(value);
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
    await shoot('kept');
    await note.getByText('Forget it').click();
    await note.waitFor({ state: 'detached' });
  });

  it('says so when Netatmo is cut off, with one sentence, and when it is back', async () => {
    await open();
    await press('Cut off Netatmo');
    const alert = page.locator('.nt-trouble');
    await alert.waitFor();
    const said = await alert.innerText();
    assert.match(said, /^No contact with Netatmo since \d\d:\d\d\. What is shown is from then/);
    await card('Kitchen')
      .getByText(/^As of \d\d:\d\d, (?!0 )\d+ min ago\.$/)
      .waitFor();
    assert.equal(await alert.innerText(), said);
    assert.equal(await page.locator('.nt-room:not(.nt-none)').count(), 0, 'no dot says that all is well');
    await shoot('cut-off');
    await press('Cut off Netatmo');
    await alert.waitFor({ state: 'detached' });
  });

  it('shows nothing as what the room really has when its sensor is unplugged', async () => {
    await open();
    await press('Unplug the sensor');
    await card('Living room')
      .getByText(/^really, \d\d\.\d° at \d\d:\d\d$/)
      .waitFor({ timeout: LONG_MS });
    assert.equal(await card('Living room').locator('.nt-really b').innerText(), '–');
    await shoot('unplugged');
    await press('Unplug the sensor');
    await card('Living room')
      .getByText(/^really$/)
      .first()
      .waitFor();
  });

  it('says since when there is no contact with a valve, and what it read then', async () => {
    await open();
    await press('Lose the valve');
    await card('Living room')
      .getByText(/^No contact with the valve since \d\d:\d\d, when it read \d\d\.\d°\./)
      .waitFor();
    await shoot('lost');
    await press('Lose the valve');
    await card('Living room')
      .getByText(/No contact/)
      .waitFor({ state: 'detached' });
  });

  it('keeps the words of its switches, pressed or not', async () => {
    await open();
    const names = [
      'Unplug the sensor',
      'Freeze the sensor',
      'Open the window',
      'Lose the valve',
      'Cut off Netatmo',
    ];
    assert.deepEqual(await page.locator('.nt-switches b').allInnerTexts(), names);
    for (const name of names) {
      assert.equal(await isPressed(name), 'false', name);
      await press(name);
      assert.equal(await isPressed(name), 'true', name);
      assert.deepEqual(await page.locator('.nt-switches b').allInnerTexts(), names);
      await press(name);
    }
  });
});
