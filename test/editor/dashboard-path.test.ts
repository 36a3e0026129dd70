import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from './support/editor';
import { NodeRed } from '../support/node-red';

const EXAMPLE = resolve(__dirname, '../../examples/with FlowFuse Dashboard/rooms on a dashboard.json');
const TIMEOUT_MS = 180_000;

describe('The page of the dashboard example, where Node-RED serves its pages under a path', function () {
  this.timeout(TIMEOUT_MS);
  let browser: Browser;
  let nodeRed: NodeRed;
  before(async () => {
    browser = await launchBrowser();
    nodeRed = await NodeRed.start({
      flows: JSON.parse(readFileSync(EXAMPLE, 'utf8')) as object[],
      nodeRoot: '/home',
      beside: [resolve(__dirname, '../../node_modules/@flowfuse/node-red-dashboard')],
    });
  });
  after(async () => {
    await browser.close();
    await nodeRed.dispose();
  });

  it('shows the rooms and tells a valve', async () => {
    const page = await browser.newPage({ locale: 'en-US' });
    page.setDefaultTimeout(TIMEOUT_MS / 2);
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('response', (answer) => {
      // Dashboard itself asks for its icon without the path.
      const isOfDashboard = answer.url().endsWith('/dashboard/favicon.svg');
      if (answer.status() >= 400 && !isOfDashboard) problems.push(`${answer.status()} ${answer.url()}`);
    });
    await page.goto(`${nodeRed.pagesUrl}dashboard/rooms`);
    const kitchen = page.locator('.nt-room', { hasText: 'Kitchen' });
    await kitchen.waitFor();
    assert.equal(await page.locator('.nt-room').count(), 4);
    await kitchen.getByLabel('My thermometer says').click();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('19');
    await page.keyboard.press('Enter');
    await kitchen.locator('[role=status]').getByText('→ 19°').waitFor();
    assert.deepEqual(problems, []);
  });
});
