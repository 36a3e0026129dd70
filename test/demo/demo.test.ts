import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
/** Node-RED with a dashboard takes seconds to start; nothing here waits for that long. */
const TIMEOUT_MS = 30_000;

const listen = async (): Promise<{ server: Server; port: number }> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
};

const freePort = async (): Promise<number> => {
  const { server, port } = await listen();
  server.close();
  await once(server, 'close');
  return port;
};

/** The demo, started as `npm start` does, but for the set-up. */
class Demo {
  readonly #child: ChildProcess;
  #output = '';

  constructor(port: number | string) {
    this.#child = spawn(process.execPath, ['scripts/demo.mjs', '--no-setup'], {
      cwd: ROOT,
      env: { ...process.env, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        this.#output += chunk.toString();
        this.#child.emit('said');
      });
  }

  get output(): string {
    return this.#output;
  }

  async says(expected: RegExp): Promise<void> {
    const ended = this.ended();
    while (!expected.test(this.#output)) {
      const code = await Promise.race([once(this.#child, 'said').then(() => undefined), ended]);
      if (code !== undefined && !expected.test(this.#output)) throw new Error(`It ended:\n${this.#output}`);
    }
  }

  /** @returns its exit code */
  async ended(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'close');
    return this.#child.exitCode;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}

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

describe('the demo', function () {
  this.timeout(TIMEOUT_MS);

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
    assert.doesNotMatch(demo.output, /error/i);
  });

  it('says in a sentence that the port is taken', async () => {
    const { server, port } = await listen();
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
