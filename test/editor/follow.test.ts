import assert from 'node:assert/strict';
import { editorBench } from './support/bench';
import type { Editor } from './support/editor';
import { FLOWS, listing, room, ROOMS_URL } from './support/flows';

const FOLLOW_ONLY = [
  'minInterval',
  'maxStep',
  'budget',
  'median',
  'confirm',
  'staleAfter',
  'onlyWhenWrong',
  'foresight',
  'windowHold',
  'quietHours',
];

describe('Following a sensor, in the dialog of set truetemp', function () {
  const bench = editorBench(this, FLOWS);

  async function open(id: string): Promise<Editor> {
    const editor = await bench.open();
    await editor.page.route(ROOMS_URL, listing(room('11', 'Study')));
    await editor.edit(id);
    return editor;
  }

  it('shows its settings only then, with their defaults, and what an empty field means in each mode', async () => {
    const editor = await open('picked');
    const { page } = editor;
    const visible = async (): Promise<string[]> => {
      const shown = await Promise.all(
        FOLLOW_ONLY.map((property) => page.locator(`#node-input-${property}`).isVisible()),
      );
      return FOLLOW_ONLY.filter((_property, index) => shown[index]);
    };
    const placeholders = (): Promise<(string | null)[]> =>
      Promise.all(
        ['tolerance', 'maxCorrection', 'settleTime'].map((property) =>
          page.locator(`#node-input-${property}`).getAttribute('placeholder'),
        ),
      );
    assert.deepEqual(await visible(), []);
    assert.deepEqual(await placeholders(), ['0.1', '10', '60']);

    await page.selectOption('#node-input-mode', 'follow');
    assert.deepEqual(await visible(), FOLLOW_ONLY);
    assert.deepEqual(await placeholders(), ['0.3', '6', '90']);
    assert.match(await page.innerText('#netatmo-mode-hint'), /reading/);
    await editor.shoot('follow-open');

    await page.selectOption('#node-input-mode', 'set');
    assert.deepEqual(await visible(), []);
    assert.deepEqual(await placeholders(), ['0.1', '10', '60']);
    await page.selectOption('#node-input-mode', 'follow');
    await editor.done();
    const stored = await Promise.all(FOLLOW_ONLY.map((property) => editor.property('picked', property)));
    assert.deepEqual(stored, ['15', '0.5', '5', '3', '2', '60', true, true, '30', '']);
    assert.equal(await editor.property('picked', 'mode'), 'follow');

    await editor.edit('picked');
    assert.deepEqual(await visible(), [], 'folded again');
    const summaries = await page.locator('.netatmo-summary').allInnerTexts();
    assert.equal(summaries[0], 'every 15 min at most · 0.5 °C a step · 5 °C in total');
    assert.equal(
      summaries[2],
      'only while it heats too much or too little · 30 min after airing · no quiet hours',
    );
    await page.locator('details[data-group=pauses] > summary').press('Enter');
    await page.fill('#node-input-quietHours', '22h30 – 6h');
    await page.locator('#node-input-quietHours').blur();
    assert.equal(await page.inputValue('#node-input-quietHours'), '22:30-06:00');
    await page.uncheck('#node-input-onlyWhenWrong');
    await page.locator('details[data-group=pauses] > summary').press('Enter');
    assert.equal(
      await page.locator('details[data-group=pauses] .netatmo-summary').innerText(),
      'whenever the valve measures wrong · 30 min after airing · quiet 22:30-06:00',
    );
  });

  it('refuses bad values in words, as long as they count', async () => {
    const editor = await open('picked');
    const { page } = editor;
    await page.selectOption('#node-input-mode', 'follow');
    for (const [property, typed, words] of [
      ['minInterval', '1441', 'Must be a number from 0 to 1440'],
      ['maxStep', '0', 'Must be a number above 0, at most 3'],
      ['confirm', '1.5', 'Must be a whole number from 1 to 10'],
      ['median', 'some', 'Must be a whole number from 1 to 15'],
      ['quietHours', 'at night', 'Must be two times such as 22:30-06:00, or empty'],
      ['tolerance', '-1', 'Must be a number from 0 to 50'],
    ] as const) {
      const input = page.locator(`#node-input-${property}`);
      await input.fill(typed);
      await input.blur();
      assert.equal(await page.innerText(`#node-input-${property}-problem`), words);
      assert.equal(await input.getAttribute('aria-invalid'), 'true');
      assert.match((await input.getAttribute('class')) ?? '', /input-error/);
    }
    await editor.shoot('follow-wrong');
    await page.selectOption('#node-input-mode', 'set');
    await page.fill('#node-input-tolerance', '');
    await editor.done();
    assert.equal(await editor.property('picked', 'valid'), true, 'what only follow reads is not judged');
    await editor.edit('picked');
    await page.selectOption('#node-input-mode', 'follow');
    await editor.done();
    assert.equal(await editor.property('picked', 'valid'), false);
  });
});
