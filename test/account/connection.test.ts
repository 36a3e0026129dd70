import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Agent, type Dispatcher } from 'undici';
import { cloudConnection, simulatedConnection } from '../../src/account/connection';
import { NetatmoError } from '../../src/cloud/errors';
import type { Simulator } from '../../src/simulator';

const run = promisify(execFile);

/** A simulator of which only the port matters. */
class Port {
  /** How often listening fails before it works. */
  failures = 0;
  listens = 0;
  closes = 0;

  readonly simulator = this as unknown as Simulator;

  listen(): Promise<number> {
    this.listens += 1;
    if (this.failures === 0) return Promise.resolve(1);
    this.failures -= 1;
    return Promise.reject(Object.assign(new Error('accept'), { code: 'EMFILE' }));
  }

  close(): Promise<void> {
    this.closes += 1;
    return Promise.resolve();
  }
}

describe('the connection of an account', () => {
  const isEmfile = (error: unknown): boolean =>
    error instanceof NetatmoError && error.code === 'NETWORK' && error.message.includes('EMFILE');

  it('tries anew after a start that failed, and fails only for those who waited for it', async () => {
    const port = new Port();
    const connection = simulatedConnection(port.simulator);
    port.failures = 1;
    const waiting = await Promise.allSettled([connection.open(), connection.open()]);
    assert.ok(waiting.every((each) => each.status === 'rejected' && isEmfile(each.reason)));
    assert.throws(() => connection.dispatcher(), { code: 'CLOSED' });
    await connection.open();
    assert.ok(connection.dispatcher());
    await connection.close();
    assert.deepEqual([port.listens, port.closes], [2, 1]);
  });

  it('can be closed while a start is failing, after one that failed, and twice', async () => {
    const port = new Port();
    const connection = simulatedConnection(port.simulator);
    port.failures = 2;
    const opening = connection.open();
    await connection.close();
    await assert.rejects(opening, isEmfile);
    await assert.rejects(connection.open(), isEmfile);
    await connection.close();
    await connection.close();
    assert.equal(port.closes, 0);
    await connection.open();
    await connection.close();
    assert.equal(port.closes, 1);
  });

  it('leaves the simulated home open for whoever has come while it was being closed', async () => {
    const port = new Port();
    const connection = simulatedConnection(port.simulator);
    await connection.open();
    let end = (): void => undefined;
    const closing = connection.close(new Promise((resolve) => (end = resolve)));
    await connection.open();
    end();
    await closing;
    assert.equal(port.closes, 0);
    await connection.close();
    assert.equal(port.closes, 1);
  });

  it('tries anew when the way to the cloud cannot be made', async () => {
    const agent = new Agent();
    const ways: (() => Dispatcher)[] = [
      () => {
        throw new NetatmoError('CONFIG', 'The address of the proxy cannot be read.');
      },
      () => agent,
    ];
    const connection = cloudConnection(() => ways.shift()!());
    await assert.rejects(connection.open(), { code: 'CONFIG' });
    await connection.open();
    assert.equal(connection.dispatcher(), agent);
    await connection.close();
  });

  it('does not stay broken, nor end the process, when the machine has no file handle left for a while', async function () {
    if (process.platform === 'win32') this.skip();
    const child = ['--import=tsx', join(__dirname, 'emfile.ts')];
    const { stdout } = await run('sh', ['-c', 'ulimit -n 200 && exec "$0" "$@"', process.execPath, ...child]);
    assert.equal(stdout, '4 rooms, NETWORK, NETWORK, NETWORK, 4 rooms');
  });
});
