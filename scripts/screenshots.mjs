// Makes the pictures in docs/images anew: starts the demo, lets its house live for a while, corrects the kitchen by
// hand, and takes pictures of the page and of the flow. Needs Chromium; CHROMIUM names another one than the system's.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const MINUTE = 60_000;
/** What one sees of the living room in its chart. */
const LIFE_MS = Number(process.argv[2] ?? 5) * MINUTE;
/** Longer than an answer of the demo home and its way to the page take. */
const ANSWER_MS = 3_000;
/** Trays and charts come to rest within this. */
const REST_MS = 1_500;
const PORT = '1889';
const WIDE = { width: 1280, height: 770 };
const PHONE = { width: 390, height: 844 };

const root = join(import.meta.dirname, '..');
const images = join(root, 'docs/images');
mkdirSync(images, { recursive: true });

const demo = spawn(process.execPath, [join(root, 'scripts/demo.mjs')], {
  env: { ...process.env, PORT },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
try {
  await new Promise((running, ended) => {
    demo.stdout.on('data', (text) => String(text).includes('Ctrl-C stops it') && running());
    demo.once('exit', () => ended(new Error('The demo does not start')));
  });
  await picturesOfThePage();
  await pictureOfTheFlow();
} finally {
  await browser.close();
  demo.kill('SIGTERM');
}

async function picturesOfThePage() {
  const page = await open('dashboard/rooms', WIDE);
  await page.waitForTimeout(LIFE_MS);
  const kitchen = await page.locator('.demo-room', { hasText: 'Kitchen' }).innerText();
  const really = /really\s+([\d.]+)/.exec(kitchen)?.[1] ?? '20';
  const field = page.locator('.nrdb-ui-slider input').last();
  await field.fill(really);
  await field.press('Enter');
  await page.waitForTimeout(ANSWER_MS);
  await page.screenshot({ path: join(images, 'dashboard.png') });
  await page.close();

  const phone = await open('dashboard/rooms', PHONE);
  await phone.screenshot({ path: join(images, 'phone.png') });
  await phone.close();
}

async function pictureOfTheFlow() {
  const page = await open('', { width: 1280, height: 1180 });
  await page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' });
  await page.waitForTimeout(REST_MS);
  const sheet = await page.locator('#red-ui-workspace-chart').boundingBox();
  await page.screenshot({
    path: join(images, 'flow.png'),
    clip: { x: sheet.x, y: sheet.y, width: 778, height: 750 },
  });
  await page.close();
}

async function open(path, viewport) {
  const page = await browser.newPage({ viewport, locale: 'en-US' });
  await page.goto(`http://127.0.0.1:${PORT}/${path}`);
  await page.waitForTimeout(REST_MS);
  return page;
}
