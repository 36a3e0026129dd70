import assert from 'node:assert/strict';
import { fault, type Fault } from '../../testkit';
import { type World, worlds } from '../support/world';

describe('reading over the wire', () => {
  const { open, signedIn } = worlds();
  const reads = (world: World): number => world.simulator.log.counts().homestatus;

  const repeated: readonly [string, Fault, string, number][] = [
    ['a 500', fault.gateway(500), 'CLOUD_ERROR', 3],
    ['a 502', fault.gateway(502), 'CLOUD_ERROR', 3],
    ['a 408', fault.answer(408), 'CLOUD_ERROR', 3],
    ['a reset', fault.resetBefore(), 'NETWORK', 3],
    ['an answer cut short of its length', fault.truncate(20, true), 'NETWORK', 3],
    ['code 11', fault.code(429, 11, 'Failed to enter'), 'RATE_LIMITED', 3],
    ['an answer cut without a length', fault.truncate(20, false), 'BAD_RESPONSE', 2],
    ['an HTML page', fault.htmlPage(), 'BAD_RESPONSE', 2],
    ['an empty answer', fault.answer(200), 'BAD_RESPONSE', 2],
    ['an empty 403', fault.emptyForbidden(), 'CLOUD_ERROR', 2],
    ['a packed answer', fault.gzip(), 'BAD_RESPONSE', 1],
    ['code 21', fault.code(400, 21, 'Invalid id'), 'CLOUD_ERROR', 1],
    ['code 13', fault.code(403, 13, 'Operation is forbidden'), 'FORBIDDEN', 1],
    ['code 26', fault.code(429, 26, 'User usage reached'), 'RATE_LIMITED', 1],
    ['200 with an error', fault.okBut({ error: { code: 9 } }), 'CLOUD_ERROR', 1],
    ['200 with status failed', fault.okBut({ status: 'failed' }), 'CLOUD_ERROR', 1],
    ['a redirect', fault.redirectTo('https://api.netatmo.com/api/other'), 'CLOUD_ERROR', 1],
  ];
  for (const [name, answer, code, tries] of repeated) {
    it(`asks ${tries} times in all when it meets ${name}`, async () => {
      const world = await signedIn();
      world.simulator.faults.always('homestatus', answer);
      const error = await world.failure(world.client.status(world.homeId, 'list'));
      assert.equal(error.code, code);
      assert.equal(reads(world), tries);
      assert.equal(world.clock.timers, 0);
    });
  }

  it('goes on as soon as the cloud does', async () => {
    const world = await signedIn();
    world.simulator.faults.next('homestatus', fault.gateway(502), fault.resetAfter());
    const status = await world.settle(world.client.status(world.homeId, 'list'));
    assert.ok(status.rooms.length > 0);
  });

  it('ends within 55 s when the cloud never answers', async () => {
    const world = await signedIn();
    world.simulator.faults.always('homestatus', fault.hang());
    const failure = world.failure(world.client.status(world.homeId, 'list'));
    for (let tries = 1; tries <= 3; tries += 1) {
      await world.until(() => reads(world) === tries);
      await world.clock.run(20_000);
      await world.clock.run(2_000);
    }
    assert.equal((await failure).code, 'TIMEOUT');
    assert.equal(world.clock.timers, 0);
  });

  it('ends at once with CLOSED when the account closes', async () => {
    const world = await signedIn();
    world.simulator.faults.always('*', fault.hang());
    const calls = [1, 2, 3].map(() => world.failure(world.client.homes('list')));
    await world.until(() => world.simulator.log.total === 2);
    world.abort();
    for (const call of calls) assert.equal((await call).code, 'CLOSED');
    assert.equal(world.clock.timers, 0);
  });

  it('does not begin when the account is closed', async () => {
    const world = await signedIn();
    world.abort();
    assert.equal((await world.failure(world.client.homes('list'))).code, 'CLOSED');
    assert.equal(world.simulator.log.total, 0);
  });

  it('sends the token to the API only, and no cookie there', async () => {
    const world = await open();
    await world.settle(world.client.homes('list'));
    await world.settle(world.client.weather('list'));
    for (const { host, headers } of world.simulator.log.requests) {
      assert.equal(headers.authorization !== undefined, host === 'api.netatmo.com');
      if (host === 'api.netatmo.com') assert.equal(headers.cookie, undefined);
    }
  });

  it('never has more than two requests open', async () => {
    const world = await signedIn({ simulator: { cloud: { per10s: 1_000, perHour: 1_000 } } });
    await world.settle(
      Promise.all(Array.from({ length: 100 }, () => world.client.status(world.homeId, 'list'))),
    );
    assert.ok(world.simulator.log.maxConcurrent <= 2);
  });

  it('keeps within its own budget, and the cloud never has to refuse', async () => {
    const world = await signedIn({ limits: { per10s: 40, perHour: 400 } });
    const calls = Array.from({ length: 1_000 }, () => world.client.status(world.homeId, 'list'));
    const results = await world.settle(Promise.allSettled(calls));
    const refused = results.flatMap((each) =>
      each.status === 'rejected' ? [each.reason as { code: string }] : [],
    );
    assert.ok(refused.length > 0 && refused.every(({ code }) => code === 'RATE_LIMITED'));
    assert.ok(world.simulator.log.requests.every(({ status }) => status === 200));
    const times = world.simulator.log.requests.map(({ at }) => at);
    for (const at of times) assert.ok(times.filter((each) => each >= at && each < at + 10_000).length <= 40);
  });

  it('does not count what never left this machine', async () => {
    const world = await signedIn({ limits: { per10s: 40, perHour: 400 } });
    const before = world.budget.status.perHour.left;
    await world.simulator.close();
    for (let i = 0; i < 200; i += 1) await world.failure(world.client.status(world.homeId, 'list'));
    assert.equal(world.budget.status.perHour.left, before);
  });

  it('reads any cut of a real answer as an error or as the whole, never as another list', async () => {
    const world = await signedIn({ random: () => 0 });
    const real = await world.settle(world.client.homes('list'));
    for (let bytes = 1; bytes < 4_000; bytes += 97) {
      world.simulator.faults.always('homesdata', fault.truncate(bytes, false));
      const homes = await world.settle(world.client.homes('list').catch(() => null));
      if (homes !== null) assert.deepEqual(homes, real);
    }
  });
});
