// Pictures of example flows, as they stand in the editor once imported; the guide shows them.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { link, root, start } from '../node-red.mjs';

const EXAMPLES = [
  'rooms in Home Assistant',
  'call it from anywhere',
  'two sensors in one room',
  'a sensor that reports changes only',
];
const EDITOR = { width: 1800, height: 900 };
/** Around the nodes, pixels. */
const MARGIN = 24;
/** Trays, tours and notifications are gone within this, ms. */
const REST_MS = 3_000;

const flowOf = (name) => JSON.parse(readFileSync(join(root, `examples/${name}.json`), 'utf8'));
const fileOf = (name) => `example-${name.toLowerCase().replaceAll(' ', '-')}.png`;

export async function picturesOfExamples(browser, images) {
  const userDir = makeUserDir();
  const nodeRed = await start(userDir);
  try {
    for (const name of EXAMPLES) await pictureOf(browser, nodeRed.url, name, join(images, fileOf(name)));
  } finally {
    await nodeRed.stop();
    rmSync(userDir, { recursive: true });
  }
}

function makeUserDir() {
  const userDir = mkdtempSync(join(tmpdir(), 'truetemp-examples-'));
  link(userDir, root);
  // All have the same account.
  const byId = new Map(EXAMPLES.flatMap(flowOf).map((node) => [node.id, node]));
  writeFileSync(join(userDir, 'flows.json'), JSON.stringify([...byId.values()]));
  return userDir;
}

async function pictureOf(browser, url, name, path) {
  const { id } = flowOf(name).find(({ type }) => type === 'tab');
  const page = await browser.newPage({ locale: 'en-US', viewport: EDITOR });
  await page.goto(`${url}#flow/${id}`);
  await page.locator('.red-ui-flow-node').first().waitFor();
  await page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' });
  await page.waitForTimeout(REST_MS);
  const boxes = await page
    .locator('.red-ui-flow-node-group')
    .evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().toJSON()));
  const sheet = await page.locator('#red-ui-workspace-chart').boundingBox();
  const right = Math.max(...boxes.map((box) => box.right)) + MARGIN;
  const bottom = Math.max(...boxes.map((box) => box.bottom)) + MARGIN;
  await page.screenshot({
    path,
    clip: { x: sheet.x, y: sheet.y, width: right - sheet.x, height: bottom - sheet.y },
  });
  await page.close();
}
