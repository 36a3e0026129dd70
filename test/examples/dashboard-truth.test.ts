import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import { MINUTE } from '../../src/clock';
import { fault } from '../../testkit';
import { Page, type Failure } from './support/page';

describe('the dashboard says nothing that is not so', () => {
  before(() => helper.init(require.resolve('node-red')));
  afterEach(() => helper.unload());

  it('when a decision by hand is long over and the valve is off again', async () => {
    const page = await Page.open();
    page.press('correct', 'Kitchen', 21);
    await page.notes('Kitchen', /says so too/);
    page.home.simulator.house.setTrue('Kitchen', 20);
    await page.refresh(10);
    const { words, tone, isRight } = page.card('Kitchen');
    assert.deepEqual([words, tone, isRight], ['Left alone, though it reads 1.0° too high.', 'none', false]);
  });

  it('when the valve was told by hand: with the time, and for an hour', async () => {
    const page = await Page.open();
    page.press('correct', 'Kitchen', 20);
    await page.shows(() =>
      /^The valve was told at \d\d:\d\d: 21\.0° → 20\.0°\.$/.test(page.card('Kitchen').words),
    );
    await page.refresh(61);
    assert.match(page.card('Kitchen').words, /^Left alone/);
  });

  for (const [reason, words] of [
    ['within-tolerance', 'It reads 1.0° too high: not enough to correct.'],
    ['not-wrong', 'It reads 1.0° too high: but it heats as it should. No need to disturb it.'],
    ['unconfirmed', 'It reads 1.0° too high: looking once more before it is told.'],
    ['interval', /^It reads 1\.0° too high: next look at \d\d:\d\d\.$/],
  ] as const) {
    it(`when follow says ${reason}: the numbers on the card decide whether valve and sensor agree`, async () => {
      const page = await Page.open();
      page.home.simulator.house.setTrue('Kitchen', 20);
      await page.refresh(5);
      await page.decides('Kitchen', reason);
      const wrong = page.card('Kitchen').words;
      if (typeof words === 'string') assert.equal(wrong, words);
      else assert.match(wrong, words);
      assert.notEqual(page.card('Kitchen').tone, 'right');
      page.home.simulator.house.setTrue('Kitchen', 21);
      await page.refresh(10);
      await page.decides('Kitchen', reason);
      const { words: right, tone } = page.card('Kitchen');
      assert.deepEqual([right, tone], ['Valve and sensor agree. Nothing to do.', 'right']);
    });
  }

  it('when a sensor has fallen silent: its value by its own time, and none after half an hour', async () => {
    const page = await Page.open();
    await page.shows(() => page.card('Living room').follows);
    page.home.simulator.house.room('Living room').silenceWeather(true);
    const last = page.card('Living room').truths.at(-1)!;
    await page.refresh(20);
    assert.equal(page.card('Living room').really, 21);
    assert.match(page.card('Living room').said ?? '', /^at \d\d:\d\d$/);
    await page.refresh(15);
    const { really, said, truths, words, isRight } = page.card('Living room');
    assert.deepEqual([really, isRight], [null, null]);
    assert.match(said ?? '', /^21\.0° at \d\d:\d\d$/);
    assert.match(words, /^Nothing new from the sensor since \d\d:\d\d\./);
    assert.deepEqual(truths.at(-1), last, 'the chart goes on');
    page.home.simulator.house.room('Living room').silenceWeather(false);
    await page.refresh(5);
    await page.shows(() => page.card('Living room').words.startsWith('Valve and sensor agree'));
    assert.deepEqual([page.card('Living room').really, page.card('Living room').said], [21, null]);
  });

  it('when a follow node gets nothing from its sensor any more', async () => {
    const page = await Page.open();
    await page.decides('Kitchen', 'within-tolerance');
    await page.refresh(25);
    const { words, tone } = page.card('Kitchen');
    assert.match(words, /^Nothing new from the sensor since \d\d:\d\d\. The valve is left alone\.$/);
    assert.equal(tone, 'alarm');
  });

  it('when a sensor says the same for ever: since when', async () => {
    const page = await Page.open();
    await page.refresh(60);
    await page.decides('Kitchen', 'stale');
    assert.match(page.card('Kitchen').words, /^The sensor has said 21\.0° since \d\d:\d\d\. Is it stuck\?$/);
  });

  it('when a sensor stands still while its valve moves, although follow has no reason to look at it', async () => {
    const page = await Page.open();
    await page.decides('Kitchen', 'not-wrong');
    await page.refresh(100);
    page.home.simulator.house.room('Kitchen').setReading(19);
    await page.refresh(10);
    await page.decides('Kitchen', 'not-wrong');
    assert.match(page.card('Kitchen').words, /^It reads 2\.0° too low: but it heats as it should/);
    await page.refresh(20);
    await page.decides('Kitchen', 'not-wrong');
    assert.match(
      page.card('Kitchen').words,
      /^The sensor has said 21\.0° since \d\d:\d\d, while the valve went from 21\.0° to 19\.0°\. Is it stuck\?$/,
    );
    assert.equal(page.card('Kitchen').tone, 'alarm');
  });

  it('when the valve is out of reach: since when, and what it read', async () => {
    const page = await Page.open();
    page.home.simulator.house.room('Kitchen').unreachable(true);
    await page.refresh(10);
    const { valve, words, isLost } = page.card('Kitchen');
    assert.deepEqual([valve, isLost], [null, true]);
    assert.match(words, /^No contact with the valve since \d\d:\d\d, when it read 21\.0°\./);
  });

  it('when Netatmo is away: one sentence whatever each try fails of, every card with its age, no green', async () => {
    const page = await Page.open();
    await page.shows(() => page.card('Living room').tone === 'right');
    const said = new Set<string>();
    const ages = new Set<string>();
    page.home.simulator.faults.always('*', fault.resetBefore());
    for (const code of [
      'NETWORK',
      'RATE_LIMITED',
      'CLOUD_ERROR',
      'TIMEOUT',
      'SIGN_IN_PAUSED',
      'BAD_RESPONSE',
    ]) {
      page.home.clock.skip(5 * MINUTE);
      // The first try is a real one.
      await page.after(
        () =>
          code === 'NETWORK'
            ? page.running.receive('every 5 minutes', {})
            : page.fails({ type: 'netatmo-get-rooms' }, code),
        ({ error }) => (error as Failure | undefined)?.source.type === 'netatmo-get-rooms',
      );
      said.add(JSON.stringify(page.payload.trouble));
      for (const { tone, words } of page.payload.rooms) {
        assert.equal(tone, 'none');
        ages.add(words);
      }
    }
    assert.equal(said.size, 1, [...said].join());
    assert.match(page.payload.trouble!.title, /^No contact with Netatmo since \d\d:\d\d$/);
    assert.deepEqual(
      [...ages].map((words) => words.replace(/^As of \d\d:\d\d, /, '')),
      [5, 10, 15, 20, 25, 30].map((minutes) => `${minutes} min ago.`),
    );
    assert.equal(page.card('Kitchen').valve, 21);
    page.home.simulator.faults.clear();
    await page.refresh(61);
    await page.shows(() => page.payload.trouble === null && page.card('Living room').tone === 'right');
  });

  it('when the account was refused: that somebody has to see to it, until a list comes', async () => {
    const page = await Page.open();
    for (const code of ['CREDENTIALS_REJECTED', 'NETWORK']) {
      page.fails({ type: 'netatmo-get-rooms' }, code);
      await page.shows(() => page.payload.trouble?.why === 'Its account in Node-RED needs a look.');
    }
    await page.refresh(5);
    assert.equal(page.payload.trouble, null);
  });

  it('when a follow node does not find its room: not that Netatmo is away', async () => {
    const page = await Page.open();
    page.fails({ type: 'netatmo-set-truetemp', topic: 'Salon' }, 'ROOM_NOT_FOUND');
    await page.shows(() => page.payload.trouble !== null);
    assert.match(page.payload.trouble!.title, /^A sensor's room is not found since \d\d:\d\d$/);
    await page.refresh(5);
    assert.notEqual(page.payload.trouble, null, 'a list does not mend it');
  });

  it('to a family what only helps in Node-RED', async () => {
    const page = await Page.open();
    for (const code of [
      'CORRECTION_TOO_LARGE',
      'INVALID_TEMPERATURE',
      'OUTCOME_UNKNOWN',
      'ROOM_UNREACHABLE',
      'NETWORK',
    ]) {
      const before = page.card('Kitchen').note?.text;
      const error = { message: `NetatmoError [${code}]: Raise the largest correction in the node.` };
      page.running.receive('by hand', { topic: page.card('Kitchen').id, netatmo: { code }, error });
      await page.shows(() => (page.card('Kitchen').note?.text ?? '') !== (before ?? ''));
      assert.doesNotMatch(page.card('Kitchen').note!.text, /node|NetatmoError|largest/i);
    }
  });
});
