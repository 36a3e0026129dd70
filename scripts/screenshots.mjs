// `npm run screenshots`: makes the pictures in docs/images anew. Starts the demo, whose home has lived a day already, corrects
// the kitchen by hand twice, and takes pictures of the page, wide and narrow, light and dark, and of the flow. Then the first
// example runs in the same home, for the pictures of the editor, and other examples show themselves for the guide.
// `npm run screenshots -- page` takes one part only (`editor`, `examples`); CHROMIUM names another Chromium than the system's.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { startEditor } from './screenshots/editor.mjs';
import { picturesOfExamples } from './screenshots/examples.mjs';
import { setUp } from './setup.mjs';

/** What pictures are of. */
const ALL_PARTS = {
  page: picturesOfTheDemo,
  editor: picturesOfTheEditor,
  examples: () => picturesOfExamples(browser, images),
};
const PARTS = process.argv[2] ? [ALL_PARTS[process.argv[2]]] : Object.values(ALL_PARTS);
/** Longer than an answer of the demo home and its way to the page take, shorter than the valve's own answer. */
const ANSWER_MS = 1_000;
/** Trays and charts come to rest within this. */
const REST_MS = 1_500;
const PORT = '1889';
const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
/** Pictures end so many pixels below the rooms, above the demo's own switches, and around the flow. */
const MARGIN = 20;
const PAGES = [
  { file: 'dashboard.png', viewport: WIDE, colorScheme: 'light' },
  { file: 'dashboard-dark.png', viewport: WIDE, colorScheme: 'dark' },
  { file: 'phone.png', viewport: PHONE, colorScheme: 'light' },
  { file: 'phone-dark.png', viewport: PHONE, colorScheme: 'dark' },
];

const root = join(import.meta.dirname, '..');
const images = join(root, 'docs/images');
mkdirSync(images, { recursive: true });

setUp();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
try {
  for (const part of PARTS) await part();
} finally {
  await browser.close();
}

async function picturesOfTheEditor() {
  const editor = await startEditor();
  try {
    await editor.shoot(browser, images);
  } finally {
    await editor.stop();
  }
}

async function picturesOfTheDemo() {
  const demo = spawn(process.execPath, [join(root, 'scripts/demo.mjs'), '--no-setup'], {
    env: { ...process.env, PORT },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await new Promise((running, ended) => {
      demo.stdout.on('data', (text) => String(text).includes('Ctrl-C stops it') && running());
      demo.once('exit', () => ended(new Error('The demo does not start')));
    });
    await correctTheKitchen();
    for (const page of PAGES) await pictureOfThePage(page);
    await pictureOfTheFlow();
  } finally {
    demo.kill('SIGTERM');
  }
}

async function correctTheKitchen() {
  const page = await open('dashboard/rooms', { viewport: WIDE });
  const kitchen = page.locator('.nt-room', { hasText: 'Kitchen' });
  // What its own sensor says stands in the field already; the second value comes before the valve has answered.
  for (const less of [0, 2]) {
    for (let pressed = 0; pressed < less; pressed += 1) await kitchen.getByLabel('0.1° less').click();
    await kitchen.getByText('Tell the valve').click();
    await page.waitForTimeout(ANSWER_MS);
  }
  await page.close();
}

async function pictureOfThePage({ file, viewport, colorScheme }) {
  const page = await open('dashboard/rooms', { viewport, colorScheme });
  const rooms = await page.locator('.nt-rooms').boundingBox();
  const height = Math.min(viewport.height, rooms.y + rooms.height + MARGIN);
  await page.screenshot({ path: join(images, file), clip: { x: 0, y: 0, width: viewport.width, height } });
  await page.close();
}

async function pictureOfTheFlow() {
  const page = await open('', { viewport: { width: 1700, height: 1330 } });
  await page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' });
  await page.waitForTimeout(REST_MS);
  const sheet = await page.locator('#red-ui-workspace-chart').boundingBox();
  const groups = await page
    .locator('.red-ui-flow-group')
    .evaluateAll((all) => all.map((group) => group.getBoundingClientRect().toJSON()));
  const right = Math.max(...groups.map((box) => box.right)) + MARGIN;
  const bottom = Math.max(...groups.map((box) => box.bottom)) + MARGIN;
  await page.screenshot({
    path: join(images, 'flow.png'),
    clip: { x: sheet.x, y: sheet.y, width: right - sheet.x, height: bottom - sheet.y },
  });
  await page.close();
}

async function open(path, options) {
  const page = await browser.newPage({ locale: 'en-US', ...options });
  await page.goto(`http://127.0.0.1:${PORT}/${path}`);
  await page.waitForTimeout(REST_MS);
  return page;
}
