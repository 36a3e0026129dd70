import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { NodeAPI, NodeInitializer, NodeMessage } from 'node-red';
import helper from 'node-red-node-test-helper';
import { MINUTE } from '../../src/clock';
import { fault, type TestSimulatorOptions } from '../../testkit';
import type { ExampleNode } from './support/examples';
import { Running, until, type Output } from './support/running';
import { stillHome, type TestHome } from './support/still-home';

const ROOM = 'Living room';

/** Waits in no time: lets the clock of the home skip what the delay node would wait. */
const skippingDelay =
  (home: TestHome, onWait: (minutes: number) => void): NodeInitializer =>
  (RED: NodeAPI) => {
    RED.nodes.registerType('delay', function (this, def) {
      RED.nodes.createNode(this, def);
      this.on('input', (msg, send, done) => {
        const { delay } = msg as NodeMessage & { delay: number };
        home.clock.skip(delay);
        onWait(delay / MINUTE);
        send(msg);
        done();
      });
    });
  };

/** What a deploy starts by itself a second later is started by the test that is about it. */
const withoutStart = (node: ExampleNode): ExampleNode =>
  node['once'] === true ? { ...node, once: false } : node;

/** One probe of a simulated home, and what it said. */
class Probe {
  readonly waits: number[] = [];
  readonly answers: string[] = [];
  /** Called before the flow goes on after each wait. */
  onWait: (minutesSoFar: number) => void = () => undefined;

  private constructor(
    readonly home: TestHome,
    readonly running: Running,
  ) {
    running.node('answer').on('input', (msg) => {
      this.answers.push((msg as unknown as Output).payload as string);
    });
  }

  static async load(options: Partial<TestSimulatorOptions> = {}): Promise<Probe> {
    const home = stillHome(options);
    const waits = new EventEmitter();
    const delay = skippingDelay(home, (minutes) => waits.emit('wait', minutes));
    const probe = new Probe(home, await Running.start('probe', { home, delay, edit: withoutStart }));
    waits.on('wait', (minutes: number) => probe.waited(minutes));
    return probe;
  }

  waited(minutes: number): void {
    this.waits.push(minutes);
    this.onWait(this.waits.reduce((sum, each) => sum + each, 0));
  }

  /** Runs to its end. */
  async run(): Promise<string> {
    this.press('I agree: start');
    await until(() => this.answers.length > 0);
    return this.answers[0]!;
  }

  press(name: string): void {
    this.running.receive(name, { topic: name === 'I agree: start' ? 'start' : 'stop' });
  }

  get offset(): number {
    return Math.round(this.home.simulator.house.room(ROOM).offset * 100) / 100;
  }

  get minutes(): number {
    return this.waits.reduce((sum, each) => sum + each, 0);
  }

  get counts() {
    return this.home.simulator.log.counts();
  }
}

/** What a cloud answers that knows no offsets. */
const withoutOffsets = (body: unknown): unknown =>
  JSON.parse(JSON.stringify(body), (key, value: unknown) =>
    key.startsWith('measure_offset') ? undefined : value,
  );

describe('the probe', () => {
  before(() => helper.init(require.resolve('node-red')));
  afterEach(() => helper.unload());

  for (const [semantics, verdict, corrections] of [
    ['additive', /^Corrections ADD UP/m, 3],
    ['absolute', /^A later correction REPLACES the earlier one/m, 3],
    ['none', /^NO EFFECT was seen/m, 3],
    ['immediate', /^A correction shows at once/m, 3],
  ] as const) {
    it(`finds out that corrections are ${semantics}, and puts the offset back`, async () => {
      const probe = await Probe.load({ semantics });
      probe.home.simulator.house.room(ROOM).correct(21, 20);
      probe.home.simulator.house.room(ROOM).reportNow();
      const before = probe.offset;
      const text = await probe.run();
      assert.match(text, verdict);
      assert.match(text, /^Put back: /m);
      assert.equal(probe.offset, before);
      assert.equal(probe.counts.truetemperature, corrections);
      assert.ok(probe.minutes <= 46, `${probe.minutes} min`);
      const requests = Object.values(probe.counts).reduce((sum, count) => sum + count, 0);
      assert.ok(requests <= 40, `${requests} requests`);
    });
  }

  for (const [semantics, verdict] of [
    ['additive', /ADD UP/],
    ['absolute', /REPLACES/],
    ['none', /NO EFFECT/],
  ] as const) {
    it(`finds out from the reading alone that corrections are ${semantics}, in larger steps`, async () => {
      const probe = await Probe.load({ semantics });
      probe.home.simulator.faults.always('homesdata', fault.editJson(withoutOffsets));
      const text = await probe.run();
      assert.match(text, verdict);
      assert.match(text, /^Shown in offset: the cloud reports none$/m);
      assert.match(text, /sent 21 → 22 °C/);
      assert.equal(probe.offset, 0);
    });
  }

  it('says so when a valve never shows what was sent', async () => {
    const probe = await Probe.load({ semantics: 'absolute', reportDelayMs: 1e9 });
    assert.match(await probe.run(), /^NOT put back: the valve does not show what was sent/m);
  });

  it('does so in a living house too, whose readings are coarse and late', async () => {
    const probe = await Probe.load({ staticHouse: false, reportMinutes: [5, 10] });
    const text = await probe.run();
    assert.match(text, /^Corrections ADD UP/m);
    assert.equal(probe.offset, 0);
  });

  it('brings an absolute offset back to within the coarseness of a valve in a living house', async () => {
    const probe = await Probe.load({ staticHouse: false, semantics: 'absolute' });
    const text = await probe.run();
    assert.match(text, /REPLACES/);
    assert.ok(Math.abs(probe.offset) <= 0.25, `${probe.offset} °C, ${text}`);
  });

  it('tells in its answer when it showed, and neither names nor ids', async () => {
    const probe = await Probe.load();
    const text = await probe.run();
    assert.match(text, /^Shown in the reading: after \d+ min$/m);
    assert.match(text, /^Shown in offset: after \d+ min$/m);
    assert.match(text, /^ *\d+ min {2}sent 21 → 21\.5 °C \(\+0\.50\)$/m);
    assert.match(text, /^ *\d+ min {2}sent 21 → 21\.5 °C \(\+0\.50\), once more$/m);
    const { id, name } = probe.home.simulator.house.room(ROOM);
    for (const secret of [id, name, probe.home.simulator.house.id, 'Demo home'])
      assert.ok(!text.includes(secret), secret);
  });

  for (const [when, atMinute] of [
    ['right after the second correction', 2],
    ['in the middle', 8],
    ['while it puts back', 20],
  ] as const) {
    for (const semantics of ['additive', 'absolute', 'none'] as const) {
      it(`puts back when it is stopped ${when} (${semantics})`, async () => {
        const probe = await Probe.load({ semantics });
        let isPressed = false;
        probe.onWait = (minutes) => {
          if (minutes < atMinute || isPressed) return;
          isPressed = true;
          probe.press('stop and put back');
        };
        const text = await probe.run();
        assert.match(text, /^Put back: /m);
        assert.equal(probe.offset, 0, text);
      });
    }
  }

  it('puts back although reading and sending fail for a while', async () => {
    const probe = await Probe.load();
    const { faults } = probe.home.simulator;
    probe.onWait = (minutes) => {
      if (minutes > 4 && minutes < 20) faults.always('*', fault.code(403, 13, 'Forbidden'));
      else faults.clear();
    };
    const text = await probe.run();
    assert.match(text, /min {2}reading failed: [A-Z_]+$/m);
    assert.match(text, /^Put back: /m);
    assert.equal(probe.offset, 0);
  });

  it('takes a correction whose answer was lost for sent', async () => {
    const probe = await Probe.load();
    probe.home.simulator.faults.next('truetemperature', fault.answerAfter(503));
    const text = await probe.run();
    assert.match(text, /^Put back: /m);
    assert.equal(probe.offset, 0);
  });

  it('goes on after a deploy and puts back', async () => {
    const probe = await Probe.load();
    let hasDeployed = false;
    probe.onWait = (minutes) => {
      if (minutes < 4 || hasDeployed) return;
      hasDeployed = true;
      // What the deploy's start does; the run stands in the flow's context.
      probe.running.receive('after a deploy', { topic: 'resume' });
    };
    assert.match(await probe.run(), /^Put back: /m);
    assert.equal(probe.offset, 0);
  });

  it('sends nothing to a room that was corrected not long ago', async () => {
    const probe = await Probe.load();
    await probe.running.after(
      () => probe.running.receive('set truetemp', { topic: ROOM, payload: 20.5 }),
      'probe',
    );
    const text = await probe.run();
    assert.match(text, /^Nothing was sent: settling\./m);
    assert.equal(probe.counts.truetemperature, 1);
  });

  for (const [what, prepare, answer] of [
    ['cannot be reached', (home: TestHome) => home.simulator.house.room(ROOM).unreachable(true), /reached/],
    ['has an open window', (home: TestHome) => home.simulator.house.room(ROOM).openWindowNow(true), /window/],
    [
      'is not heated',
      (home: TestHome) => home.simulator.house.room(ROOM).setSetpoint(7, 'off'),
      /heating is off/,
    ],
  ] as const) {
    it(`sends nothing to a room that ${what}`, async () => {
      const probe = await Probe.load();
      prepare(probe.home);
      assert.match(await probe.run(), answer);
      assert.equal(probe.counts.truetemperature, 0);
    });
  }

  it('sends nothing when the room is not there, or Netatmo says no', async () => {
    const probe = await Probe.load();
    probe.home.simulator.faults.always('*', fault.code(403, 13, 'Forbidden'));
    assert.match(await probe.run(), /^Nothing was sent: [A-Z_]+\.$/m);
    probe.home.simulator.faults.clear();
    probe.home.simulator.house.room(ROOM).name = 'Salon';
    probe.answers.length = 0;
    probe.home.clock.skip(25 * 60 * MINUTE);
    assert.match(await probe.run(), /^Nothing was sent: no rooms are called that/m);
    assert.equal(probe.counts.truetemperature, 0);
  });
});
