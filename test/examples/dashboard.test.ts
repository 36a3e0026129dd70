import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import helper from 'node-red-node-test-helper';
import { DAY } from '../../src/clock';
import { examples, type ExampleNode } from './support/examples';
import { DASHBOARD, Page, quietHome } from './support/page';

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
    assert.equal(
      page.card('Living room').words,
      'It reads 1.0° too high: looking once more before it is told.',
    );
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
    const [first, last] = [day[0]![0], day.at(-1)![0]];
    assert.ok(last - first <= DAY && day.length > 20, `${day.length} points`);
  });

  it('knows after a day what a valve that follows would have read without corrections', async () => {
    const home = quietHome();
    const living = home.simulator.house.room('Living room');
    home.simulator.house.setTrue('Living room', 20);
    const page = await Page.open(home);
    for (let halfHours = 0; halfHours < 47; halfHours += 1) {
      assert.equal(page.card('Living room').alone.length, 0, `after ${halfHours} half hours`);
      await page.refresh(30);
      living.reportNow();
    }
    const { alone } = page.card('Living room');
    assert.equal(alone.length, 48);
    assert.ok(living.offset < -0.5 && living.reading < 20.5, 'it has long been corrected');
    // In the first two hours the list of rooms does not have the new correction yet, or has it before the valve.
    for (const [, really, own] of alone.slice(4)) assert.deepEqual([really, own.toFixed(1)], [20, '21.0']);
    assert.equal(page.card('Kitchen').alone.length, 0, 'nobody corrects the kitchen');
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
      await page.notes('Kitchen', /^Your 20\.4° is kept: .* by \d\d:\d\d at the latest\.$/);
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
      await page.notes('Kitchen', /^That is too far from what the valve says to be true/);
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

  it('has words of its own for each reason that stands', async () => {
    const page = await Page.open();
    const reasons = [
      ...[
        'corrected',
        'settling',
        'superseded',
        'dry-run',
        'undone',
        'window',
        'quiet',
        'mode-off',
        'budget',
      ],
      ...['not-responding', 'CORRECTION_TOO_LARGE', 'INVALID_TEMPERATURE', 'NETWORK'],
    ];
    const words = new Set<string>();
    for (const reason of reasons) words.add(await page.decides('Kitchen', reason));
    assert.equal(words.size, reasons.length);
    for (const each of words) assert.doesNotMatch(each, /undefined|NaN|null|Invalid/);
  });

  it('takes nothing from the page that is no number', async () => {
    const page = await Page.open();
    for (const value of [undefined, null, '20', Number.NaN]) {
      page.press('forget', 'Kitchen');
      await page.shows(() => page.card('Kitchen').note === null);
      page.press('correct', 'Kitchen', value as number);
      await page.notes('Kitchen', /^That is no temperature of a room\.$/);
    }
    assert.equal(page.corrections, 0);
  });

  it('shows the code of demo/page, and so does the demo', () => {
    const read = (path: string) => readFileSync(resolve(__dirname, '../..', path), 'utf8');
    const demo = JSON.parse(read('demo/flow.json')) as ExampleNode[];
    const { nodes } = examples.find(({ name }) => name === DASHBOARD)!;
    const shows = (all: readonly ExampleNode[], name: string, file: string) => {
      const node = all.find((each) => each.name === name && (each['func'] ?? each['format']) !== undefined);
      const code = node?.['func'] ?? node?.['format'];
      assert.equal(
        code,
        read(`demo/page/${file}`).trimEnd(),
        `${file}: npm run flows brings it into the flows`,
      );
    };
    for (const [name, file] of [
      ['for the page', 'for-the-page.js'],
      ['by hand', 'by-hand.js'],
      ['rooms', 'rooms.vue'],
    ] as const) {
      shows(demo, name, file);
      shows(nodes, name, file);
    }
    shows(demo, 'what if', 'what-if.js');
    shows(demo, 'the day before', 'day-before.js');
    shows(demo, 'switches', 'switches.vue');
  });
});
