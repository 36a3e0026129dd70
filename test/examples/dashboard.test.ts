import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import helper from 'node-red-node-test-helper';
import { fault } from '../../src/simulator';
import { examples, type ExampleNode } from './support/examples';
import { Running, until, type Output } from './support/running';
import { stillHome, type TestHome } from './support/still-home';

const MINUTE = 60_000;
const NAME = 'rooms on a dashboard';

interface Card {
  readonly id: string;
  readonly name: string;
  readonly valve: number | null;
  readonly really: number | null;
  readonly target: number | null;
  readonly tone: string;
  readonly words: string;
  readonly follows: boolean;
  readonly isLost: boolean;
  readonly isRight: boolean | null;
  readonly canUndo: boolean;
  readonly note: { readonly text: string; readonly isWaiting: boolean } | null;
  readonly day: readonly (readonly (number | null)[])[];
}

interface PagePayload {
  readonly trouble: { readonly title: string; readonly why: string } | null;
  readonly rooms: readonly Card[];
}

/** The page as its cards would show it. */
class Page {
  #payload: PagePayload = { trouble: null, rooms: [] };
  /** How many lists of rooms have come to the page. */
  #lists = 0;

  private constructor(
    readonly running: Running,
    readonly home: TestHome,
  ) {
    running.node('rooms').on('input', (msg) => {
      this.#payload = (msg as unknown as Output).payload as PagePayload;
    });
    running.node('for the page').on('input', (msg) => {
      if (Array.isArray(msg.payload)) this.#lists += 1;
    });
  }

  static async open(home: TestHome = quietHome()): Promise<Page> {
    const page = new Page(await Running.start(NAME, { home }), home);
    await page.refresh();
    await page.shows(() => page.#payload.rooms.length === 4);
    return page;
  }

  get payload(): PagePayload {
    return this.#payload;
  }

  card(name: string): Card {
    const found = this.#payload.rooms.find((each) => each.name === name);
    if (!found) throw new Error(`There is no card ${name}`);
    return found;
  }

  /** Minutes pass, then the rooms are read again. */
  async refresh(minutes = 0): Promise<void> {
    this.home.clock.skip(minutes * MINUTE);
    const before = this.#lists;
    this.running.receive('every 5 minutes', {});
    await this.shows(() => this.#lists > before);
  }

  press(topic: string, room: string, value?: number): void {
    this.running.send('rooms', { topic, payload: { room: this.card(room).id, value } });
  }

  shows(condition: () => boolean): Promise<void> {
    return until(condition);
  }

  async notes(room: string, text: RegExp): Promise<void> {
    await this.shows(() => text.test(this.card(room).note?.text ?? ''));
  }

  get corrections(): number {
    return this.home.simulator.cloud.counts().truetemperature;
  }
}

/** A home whose valves are right, so that only what a test does is sent. */
function quietHome(): TestHome {
  const home = stillHome();
  for (const { name } of home.simulator.house.rooms) home.simulator.house.setTrue(name, 21);
  return home;
}

describe('the dashboard', () => {
  before(() => helper.init(require.resolve('node-red')));
  afterEach(() => helper.unload());

  it('has a card for each room, with what its valve believes, what is true and what is set', async () => {
    const home = quietHome();
    home.simulator.house.setTrue('Kitchen', 20.2);
    const page = await Page.open(home);
    assert.deepEqual(
      page.payload.rooms.map(({ name }) => name),
      ['Living room', 'Kitchen', 'Bedroom', 'Bathroom'],
    );
    const { valve, really, target, isRight, words } = page.card('Kitchen');
    assert.deepEqual([valve, really, target, isRight], [21, 20.2, 21, false]);
    assert.match(words, /^Left alone/);
  });

  it('says in words what the living room, which follows its sensor, does and why', async () => {
    const home = quietHome();
    home.simulator.house.setTrue('Living room', 20);
    const page = await Page.open(home);
    await page.shows(() => page.card('Living room').follows);
    assert.equal(page.card('Living room').words, 'The valve is off. Looking once more before it is told.');
    await page.refresh(5);
    await page.shows(() => /^The valve was told at .*: 21\.0° → 20\.5°/.test(page.card('Living room').words));
    assert.equal(page.card('Living room').canUndo, true);
  });

  it('keeps the day of each room, a point every five minutes', async () => {
    const page = await Page.open();
    await page.refresh(1);
    await page.refresh(5);
    await page.refresh(5);
    await page.shows(() => page.card('Kitchen').day.length === 3);
    for (let hours = 0; hours < 25; hours += 1) await page.refresh(60);
    const { day } = page.card('Kitchen');
    const [first, last] = [day[0]![0]!, day.at(-1)![0]!];
    assert.ok(last - first <= 24 * 60 * MINUTE && day.length > 20, `${day.length} points`);
  });

  describe('a value measured by hand', () => {
    it('is sent at once when nothing is under way', async () => {
      const page = await Page.open();
      page.press('correct', 'Kitchen', 20);
      await page.notes('Kitchen', /^The valve was told: 21° → 20°\.$/);
      assert.equal(page.home.simulator.house.room('Kitchen').offset, -1);
    });

    it('is kept while the valve has not answered, and sent when its time has come', async () => {
      const page = await Page.open();
      page.press('correct', 'Kitchen', 20);
      await page.notes('Kitchen', /was told/);
      page.press('correct', 'Kitchen', 20.4);
      await page.notes('Kitchen', /^Your 20\.4° is kept: .* at \d\d:\d\d at the latest\.$/);
      await page.refresh(1);
      assert.equal(page.corrections, 1);
      assert.equal(page.card('Kitchen').note?.isWaiting, true);
      await page.refresh(61);
      await page.notes('Kitchen', /was told/);
      assert.equal(page.corrections, 2);
    });

    it('is sent sooner when the valve answers', async () => {
      const page = await Page.open();
      page.press('correct', 'Kitchen', 20);
      await page.notes('Kitchen', /was told/);
      page.press('correct', 'Kitchen', 20.4);
      await page.notes('Kitchen', /is kept/);
      page.home.simulator.house.room('Kitchen').reportNow();
      await page.refresh(5);
      await page.notes('Kitchen', /^The valve was told: 20° → 20\.4°\.$/);
    });

    it('is forgotten on demand', async () => {
      const page = await Page.open();
      page.press('correct', 'Kitchen', 20);
      await page.notes('Kitchen', /was told/);
      page.press('correct', 'Kitchen', 20.4);
      await page.notes('Kitchen', /is kept/);
      page.press('forget', 'Kitchen');
      await page.shows(() => page.card('Kitchen').note === null);
      await page.refresh(61);
      await page.refresh(5);
      assert.equal(page.corrections, 1);
    });

    it('waits for a valve that is out of reach, but not for longer than two hours', async () => {
      const page = await Page.open();
      page.home.simulator.house.room('Bedroom').unreachable(true);
      await page.refresh(1);
      page.press('correct', 'Bedroom', 20);
      await page.notes('Bedroom', /^Your 20\.0° is kept: .*cannot be reached/);
      assert.equal(page.card('Bedroom').isLost, true);
      page.home.simulator.house.room('Bedroom').unreachable(false);
      await page.refresh(5);
      await page.notes('Bedroom', /was told/);

      page.home.simulator.house.room('Bathroom').unreachable(true);
      await page.refresh(1);
      page.press('correct', 'Bathroom', 20);
      await page.notes('Bathroom', /is kept/);
      page.home.simulator.house.room('Bathroom').unreachable(false);
      await page.refresh(121);
      await page.notes('Bathroom', /could not be sent for two hours/);
      assert.equal(page.corrections, 1);
    });

    it('is refused in words when it cannot be right', async () => {
      const page = await Page.open();
      page.press('correct', 'Kitchen', 34);
      await page.notes('Kitchen', /^Nothing was sent for the room "Kitchen": it reads 21 °C/);
      assert.equal(page.card('Kitchen').note?.isWaiting, false);
    });

    it('can be taken back', async () => {
      const page = await Page.open();
      page.press('correct', 'Kitchen', 20);
      await page.notes('Kitchen', /was told/);
      page.press('undo', 'Kitchen');
      await page.notes('Kitchen', /^Taken back/);
      assert.equal(page.home.simulator.house.room('Kitchen').offset, 0);
      await page.shows(() => !page.card('Kitchen').canUndo);
    });
  });

  it('says so when Netatmo is away, shows what it knew, and recovers', async () => {
    const page = await Page.open();
    page.home.simulator.faults.always('*', fault.code(429, 26, 'User usage reached'));
    page.home.clock.skip(5 * MINUTE);
    page.running.receive('every 5 minutes', {});
    await page.shows(() => page.payload.trouble !== null);
    assert.match(page.payload.trouble!.title, /^(Paused for about \d+ min|No contact with Netatmo)$/);
    assert.equal(page.card('Kitchen').valve, 21);
    page.home.simulator.faults.clear();
    await page.refresh(61);
    await page.shows(() => page.payload.trouble === null);
  });

  it('has words of its own for each reason', async () => {
    const page = await Page.open();
    const { id, name } = page.card('Kitchen');
    const base = {
      room: { id, name },
      measuredTemperature: 21,
      trueTemperature: 20,
      correctedTemperature: 20.5,
    };
    const at = new Date().toISOString();
    const reasons = [
      ...['corrected', 'within-tolerance', 'settling', 'superseded', 'dry-run', 'undone', 'interval'],
      ...['unconfirmed', 'stale', 'not-wrong', 'window', 'quiet', 'mode-off', 'budget', 'not-responding'],
    ];
    const words = new Set<string>();
    for (const reason of reasons) {
      const payload = { ...base, reason, changed: reason === 'corrected', at, nextAt: at };
      const before = page.card('Kitchen').words;
      page.running.receive('for the page', { payload });
      await page.shows(() => page.card('Kitchen').words !== before);
      words.add(page.card('Kitchen').words);
    }
    assert.equal(words.size, reasons.length);
    for (const each of words) assert.doesNotMatch(each, /undefined|NaN|null|Invalid/);
  });

  it('is the same in the demo', () => {
    const demo = JSON.parse(
      readFileSync(resolve(__dirname, '../../demo/flow.json'), 'utf8'),
    ) as ExampleNode[];
    const { nodes } = examples.find(({ name }) => name === NAME)!;
    const codeOf = (all: readonly ExampleNode[], name: string) => {
      const { func, format } = all.find((each) => each.name === name && (each['func'] ?? each['format']))!;
      return func ?? format;
    };
    for (const name of ['for the page', 'by hand', 'rooms'])
      assert.equal(codeOf(demo, name), codeOf(nodes, name), name);
  });
});
