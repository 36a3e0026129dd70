import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { freePort, listen } from '../support/ports';
import { Demo, ROOT } from './support/demo';

/** What Node-RED keeps of a node, as its editor's side bar shows it; '' when there is nothing. */
async function context(url: string, path: string): Promise<string> {
  const response = await fetch(`${url}context/${path}`);
  const { msg } = (await response.json()) as { msg: string };
  return msg === '(undefined)' ? '' : msg;
}

interface Room {
  readonly name: string;
  readonly reachable: boolean | null;
}

/** Presses an inject node, with another topic if need be. */
async function inject(url: string, id: string, topic?: string): Promise<void> {
  const props = topic === undefined ? [{ p: 'payload' }] : [{ p: 'topic', v: topic, vt: 'str' }];
  const response = await fetch(`${url}inject/${id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ __user_inject_props__: props }),
  });
  assert.equal(response.status, 200);
}

describe('the demo', () => {
  let demo: Demo | undefined;
  afterEach(async () => {
    demo?.kill('SIGTERM');
    await demo?.ended();
    demo = undefined;
  });

  it('serves an editor and a page with the rooms, and ends at Ctrl-C', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/`;
    demo = new Demo(port);
    await demo.says(/Ctrl-C stops it/);
    for (const address of [url, `${url}dashboard/rooms`]) {
      assert.ok(demo.output.includes(address), `${address} is not named`);
      assert.equal((await fetch(address)).status, 200);
    }

    const rooms = async (isReady: (rooms: readonly Room[]) => boolean): Promise<readonly Room[]> => {
      for (;;) {
        await inject(url, 'demo-every');
        const memory = await context(url, 'node/demo-page-data/memory');
        const found = memory ? (JSON.parse(memory) as { rooms: readonly Room[] }).rooms : [];
        if (isReady(found)) return found;
      }
    };
    const names = (await rooms(({ length }) => length > 0)).map(({ name }) => name);
    assert.deepEqual(names, ['Living room', 'Kitchen', 'Bedroom', 'Bathroom']);

    await inject(url, 'demo-what-if-start', 'valve');
    await rooms(([living]) => living?.reachable === false);
    await inject(url, 'demo-what-if-start', 'valve');
    await rooms(([living]) => living?.reachable === true);

    demo.kill('SIGINT');
    assert.equal(await demo.ended(), 0, demo.output);
    assert.equal(existsSync(`${ROOT}/.demo/${port}`), false, 'the user directory is left behind');
    const others = `${ROOT}/.demo`;
    assert.ok(!existsSync(others) || readdirSync(others).length > 0, 'an empty folder is left behind');
    assert.doesNotMatch(demo.output, /error/i);
  });

  it('says in a sentence that the port is taken', async () => {
    const server = createServer();
    const port = await listen(server);
    try {
      demo = new Demo(port);
      assert.equal(await demo.ended(), 1);
      assert.match(demo.output, new RegExp(`^Port ${port} is in use.* PORT=${port + 1} npm start\\n$`));
    } finally {
      server.close();
    }
  });

  it('says in a sentence that the port is none', async () => {
    demo = new Demo('http');
    assert.equal(await demo.ended(), 1);
    assert.match(demo.output, /^PORT must be a number .*\n$/);
  });
});
