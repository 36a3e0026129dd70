// Pictures of example flows, as they stand in the editor once imported; the guide shows them.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const PORT = 1887;
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

const root = join(import.meta.dirname, '../..');
const flowOf = (name) => JSON.parse(readFileSync(join(root, `examples/${name}.json`), 'utf8'));
const fileOf = (name) => `example-${name.toLowerCase().replaceAll(' ', '-')}.png`;

export async function picturesOfExamples(browser, images) {
  const userDir = makeUserDir();
  const nodeRed = spawn(process.execPath, [join(root, 'node_modules/node-red/red.js'), '-u', userDir], {
    cwd: userDir,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await new Promise((running, ended) => {
      nodeRed.stdout.on('data', (text) => String(text).includes('Started flows') && running());
      nodeRed.once('exit', () => ended(new Error('Node-RED does not start')));
    });
    for (const name of EXAMPLES) await pictureOf(browser, name, join(images, fileOf(name)));
  } finally {
    const gone = new Promise((done) => nodeRed.once('exit', done));
    nodeRed.kill();
    await gone;
    rmSync(userDir, { recursive: true });
  }
}

function makeUserDir() {
  const userDir = mkdtempSync(join(tmpdir(), 'truetemp-examples-'));
  const link = join(userDir, 'node_modules/@truetemp/node-red-netatmo');
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(root, link, 'junction');
  // All have the same account.
  const byId = new Map(EXAMPLES.flatMap(flowOf).map((node) => [node.id, node]));
  writeFileSync(join(userDir, 'flows.json'), JSON.stringify([...byId.values()]));
  const settings = {
    uiHost: '127.0.0.1',
    uiPort: PORT,
    flowFile: join(userDir, 'flows.json'),
    credentialSecret: 'only pictures',
    editorTheme: { tours: false },
    telemetry: { enabled: false, updateNotification: false },
    lang: 'en-US',
  };
  writeFileSync(join(userDir, 'settings.js'), `module.exports = ${JSON.stringify(settings)};\n`);
  return userDir;
}

async function pictureOf(browser, name, path) {
  const { id } = flowOf(name).find(({ type }) => type === 'tab');
  const page = await browser.newPage({ locale: 'en-US', viewport: EDITOR });
  await page.goto(`http://127.0.0.1:${PORT}/#flow/${id}`);
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
