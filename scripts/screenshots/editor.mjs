// Pictures of the editor, in the newest Node-RED, which is light or dark: the first example as it runs, and the dialog of
// set truetemp. The home is the demo's, whose valves err as real ones do.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { link, root, start } from '../node-red.mjs';
import { installNodeRed, programOf } from '../store.mjs';

const NODE_RED = '5.0';
const NODE = '24';
/** Where the demo's home is. */
const TIME_ZONE = 'Europe/Paris';
const SCHEMES = ['light', 'dark'];
const FLOW = { width: 1240, height: 700 };
/** High enough for the whole dialog, and as narrow as Node-RED makes it. */
const DIALOG = { width: 1180, height: 1080 };
/** What the sensor of the picture measures below its valve, °C. */
const VALVE_ERROR = 1.8;
/** Trays come to rest, lists are read, and notifications go within this, ms. */
const REST_MS = 1_500;
const NOTICE_MS = 6_000;

/**
 * Starts the editor; its home begins to live.
 * @returns `shoot`, to be called when it has lived for long enough, and `stop`
 */
export async function startEditor() {
  const userDir = mkdtempSync(join(tmpdir(), 'truetemp-screenshots-'));
  link(userDir, root);
  cpSync(join(root, 'examples/first steps.json'), join(userDir, 'flows.json'));
  const home = JSON.stringify(join(root, 'demo/home.cjs'));
  const nodeRed = await start(userDir, {
    nodeRed: installNodeRed(NODE_RED),
    program: programOf(NODE),
    env: { TZ: TIME_ZONE },
    before: `const { isReady, begin } = require(${home});\nisReady.then(begin);`,
  });
  return {
    async shoot(browser, images) {
      for (const scheme of SCHEMES) {
        const file = (name) => join(images, scheme === 'dark' ? `${name}-dark.png` : `${name}.png`);
        const opened = (viewport) => open(browser, nodeRed.url, scheme, viewport);
        await pictureOfTheFlow(await opened(FLOW), file('first-flow'));
        await pictureOfTheDialog(await opened(DIALOG), file('set-truetemp'));
      }
    },
    async stop() {
      await nodeRed.stop();
      rmSync(userDir, { recursive: true });
    },
  };
}

async function pictureOfTheFlow(page, path) {
  await page.locator('#red-ui-palette-search input').pressSequentially('netatmo');
  const said = page.locator('.red-ui-debug-msg');
  for (const [at, button] of ['first-steps-list', 'first-steps-value'].entries()) {
    await page.click(`[id="${button}"] .red-ui-flow-node-button-button`);
    await said.nth(at).waitFor();
  }
  await page.locator('.red-ui-debug-msg-object-header').last().click();
  // Whatever the mouse points at is marked.
  await page.mouse.move(FLOW.width / 2, FLOW.height / 2);
  await page.waitForTimeout(NOTICE_MS);
  await page.screenshot({ path });
  await page.close();
}

async function pictureOfTheDialog(page, path) {
  await page.dblclick('[id="first-steps-set"] .red-ui-flow-node');
  await page.waitForTimeout(REST_MS);
  await page.evaluate(() => globalThis.$('#node-input-room').typedInput('type', 'room'));
  await page.locator('.red-ui-typedInput-option-trigger:visible').click();
  await page.locator('.red-ui-typedInput-options:visible a', { hasText: 'Living room' }).click();
  await page.selectOption('#node-input-mode', 'follow');
  await page.uncheck('#node-input-dryRun');
  for (const group of await page.locator('.netatmo-group > summary').all()) await group.click();
  const says = await page.locator('.netatmo-preview').innerText();
  const valve = Number(/[\d.]+(?= °C)/.exec(says)?.[0]);
  await page.fill('#netatmo-preview-try', (valve - VALVE_ERROR).toFixed(1));
  await page.locator('#netatmo-preview-try').blur();
  await page.locator('.red-ui-tray-body').evaluate((body) => body.scrollTo(0, 0));
  await page.waitForTimeout(REST_MS);
  // Without the shadow and the handle at its side.
  const { x, width } = await page.locator('.red-ui-tray-header').boundingBox();
  const { y, height } = await page.locator('.red-ui-tray').boundingBox();
  await page.screenshot({ path, clip: { x, y, width, height } });
  await page.close();
}

async function open(browser, url, scheme, viewport) {
  const page = await browser.newPage({ locale: 'en-US', timezoneId: TIME_ZONE, viewport });
  await page.goto(url);
  await page.locator('.red-ui-flow-node').first().waitFor();
  await page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' });
  // What Node-RED's own switch does.
  if (scheme === 'dark')
    await page.evaluate(() => globalThis.document.documentElement.classList.add('nr-theme-dark'));
  return page;
}
