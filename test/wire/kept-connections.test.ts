import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { Deadline } from '../../src/cloud/deadline';
import type { NetatmoError } from '../../src/cloud/errors';
import { createRandom } from '../../src/simulator/random';
import { proves } from '../reliability/support/results';
import { rawServer } from '../support/tiny-server';
import { turn, World } from '../support/world';

const MESSAGE_MS = 40_000;
/** Corrections under random endings of their connections. */
const MANY = 200;

/** What the relay does with bytes of the client. */
type Onward = (socket: Socket, cloud: Socket, bytes: Buffer) => void;
const pass: Onward = (_, cloud, bytes) => cloud.write(bytes);

/** A cable between the client and the cloud, which can be cut from outside as a server or a router would. */
class Relay {
  onward: Onward = pass;
  readonly sockets = new Set<Socket>();
  #close = (): Promise<void> => Promise.resolve();

  async open(cloudPort: () => Promise<number>): Promise<number> {
    const server = await rawServer((socket) => {
      this.sockets.add(socket);
      const cloud = cloudPort().then((port) => connect(port, '127.0.0.1'));
      void cloud.then((line) => line.on('error', () => line.destroy()).pipe(socket));
      socket.on('data', (bytes: Buffer) => void cloud.then((line) => this.onward(socket, line, bytes)));
      socket.on('close', () => {
        this.sockets.delete(socket);
        void cloud.then((line) => line.destroy());
      });
    });
    this.#close = (): Promise<void> => server.close();
    return server.port;
  }

  /** Ends every connection in good order, as a server does with one that has been idle for too long. */
  hangUp(): void {
    for (const socket of this.sockets) socket.end();
  }

  close(): Promise<void> {
    return this.#close();
  }
}

describe('a correction on a connection that was kept open', () => {
  let relay: Relay;
  let world: World;

  beforeEach(async () => {
    relay = new Relay();
    const port = await relay.open(() => world.simulator.listen());
    world = await World.open({ port, simulator: { cloud: { per10s: 100_000, perHour: 100_000 } } });
    await world.settle(world.client.homes('list'));
    world.simulator.log.clear();
    assert.ok(relay.sockets.size > 0, 'connections are kept');
  });
  afterEach(async () => {
    await world.close();
    await relay.close();
  });

  const correct = (): Promise<void> => {
    const room = world.simulator.house.rooms.find(({ heating }) => heating !== null)!;
    const deadline = new Deadline(world.clock, { ms: MESSAGE_MS });
    const correction = { homeId: world.homeId, roomId: room.id, current: 21, corrected: 19.5 };
    return world.client
      .correct(correction, deadline, () => Promise.resolve())
      .finally(() => deadline.dispose());
  };
  const posts = (): number => world.simulator.log.counts().truetemperature;
  /** 'done', or the code of the error. */
  const outcome = async (): Promise<string> => {
    try {
      await world.settle(correct());
      return 'done';
    } catch (error) {
      return (error as NetatmoError).code;
    }
  };
  const isFree = (): boolean => relay.sockets.size === 0;
  /** Resets the connection once the cloud has the request and has acted. */
  const resetAfterReceipt: Onward = (socket, cloud, bytes) => {
    const before = posts();
    cloud.unpipe(socket);
    cloud.write(bytes);
    void world.until(() => posts() > before).then(() => socket.resetAndDestroy());
  };
  const resetAtOnce: Onward = (socket) => void socket.resetAndDestroy();

  it('goes over a new one, once, when the cloud has ended it meanwhile', async () => {
    relay.hangUp();
    await world.until(isFree);
    assert.equal(await outcome(), 'done');
    assert.equal(posts(), 1);
  });

  it('is not sent again when the cloud ends it in the very moment', async () => {
    relay.hangUp();
    assert.match(await outcome(), /^(done|OUTCOME_UNKNOWN)$/);
    assert.ok(posts() <= 1);
  });

  it('is not sent again when it breaks before an answer: the cloud may have it', async () => {
    relay.onward = resetAfterReceipt;
    assert.equal(await outcome(), 'OUTCOME_UNKNOWN');
    assert.equal(posts(), 1);
    assert.equal(world.simulator.log.corrections.length, 1, 'and it has');
  });

  it('is not sent again when it breaks with the request: nobody knows what has arrived', async () => {
    relay.onward = resetAtOnce;
    assert.equal(await outcome(), 'OUTCOME_UNKNOWN');
    assert.equal(posts(), 0);
  });

  proves('faults', 'corrections', 'the connection ends or breaks at a random moment', async () => {
    const random = createRandom(11);
    const mishaps: readonly (() => Promise<void>)[] = [
      () => Promise.resolve(),
      () => Promise.resolve(relay.hangUp()),
      () => {
        relay.hangUp();
        return world.until(isFree);
      },
      async () => {
        relay.hangUp();
        for (let turns = Math.floor(6 * random.next()); turns > 0; turns -= 1) await turn();
      },
      () => Promise.resolve(void (relay.onward = resetAfterReceipt)),
      () => Promise.resolve(void (relay.onward = resetAtOnce)),
    ];
    const outcomes = new Map<string, number>();
    for (let n = 0; n < MANY; n += 1) {
      relay.onward = pass;
      const before = posts();
      await mishaps[Math.floor(random.next() * mishaps.length)]!();
      const came = await outcome();
      outcomes.set(came, (outcomes.get(came) ?? 0) + 1);
      const count = posts() - before;
      assert.ok(
        came === 'done' ? count === 1 : came === 'OUTCOME_UNKNOWN' && count <= 1,
        `${came}: ${count}`,
      );
    }
    assert.ok((outcomes.get('done') ?? 0) > MANY / 10 && (outcomes.get('OUTCOME_UNKNOWN') ?? 0) > MANY / 10);
    assert.equal(world.clock.timers, 0);
    // In which of them the request was there before the end is chance.
    return {
      sent: `${MANY} corrections`,
      out: `${MANY} × applied, or OUTCOME_UNKNOWN`,
      requests: '–',
      signIns: world.simulator.log.counts().postlogin,
      corrections: 'each once at most',
    };
  });
});
