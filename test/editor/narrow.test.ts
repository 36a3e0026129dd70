import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { editorBench } from './support/bench';
import type { Editor } from './support/editor';
import { FLOWS, listing, room, ROOMS_URL, TEST_URL } from './support/flows';

/** They end where a reading behind them has just no room. */
const NAMES = [
  'Arbeitszimmer',
  'Arbeitszimmer oben',
  'Arbeitszimmer oben links',
  'غرفة المعيشة في الطابق الأرضي',
  '👩‍👩‍👧‍👦 🧸🚂🎨🦄🌈',
];
const LONG = 'Donaudampfschifffahrtsgesellschaftskapitänszimmer im ersten Stock';

/** Node-RED gives its side bar 315 px; who has no more closes it. Node-RED 5 has one on either side. */
const showSidebars = (page: Page, isShown: boolean): Promise<void> =>
  page.evaluate((shown) => {
    interface Menu {
      setSelected(item: string, isOn: boolean): void;
    }
    const { menu } = (globalThis as unknown as { RED: { menu: Menu } }).RED;
    for (const item of ['menu-item-sidebar', 'menu-item-left-sidebar', 'menu-item-right-sidebar'])
      if (document.getElementById(item)) menu.setSelected(item, shown);
  }, isShown);

describe('The dialogs in a narrow window', function () {
  const bench = editorBench(this, FLOWS);

  const dialogs: readonly [name: string, open: (editor: Editor) => Promise<void>][] = [
    [
      'set',
      async (editor) => {
        await editor.edit('picked');
        await editor.hint(/other sources/);
        await editor.page.selectOption('#node-input-mode', 'follow');
        await editor.page.fill('#netatmo-preview-try', '21.2');
      },
    ],
    [
      'get',
      async (editor) => {
        await editor.edit('list');
        await editor.page.locator('#netatmo-preview-table td').first().waitFor();
      },
    ],
    [
      'account',
      async (editor) => {
        await editor.editAccount('cloud');
        await editor.page.click('#netatmo-account-test');
        await editor.page.locator('#netatmo-account-test-result li').first().waitFor();
      },
    ],
  ];
  for (const [width, what] of [
    [320, 'of 320 px'],
    [500, 'of 500 px'],
    [640, 'of 1280 px at 200 %'],
    [720, 'of 720 px'],
  ] as const)
    for (const [name, open] of dialogs)
      it(`${name}: nothing is wider than a window ${what}`, async () => {
        const editor = await bench.open();
        const { page } = editor;
        await showSidebars(page, false);
        await page.setViewportSize({ width, height: 800 });
        const rooms = listing(
          room('11', LONG),
          room('12', 'Hall', null),
          ...NAMES.map((each, at) => room(`2${at}`, each)),
        );
        await page.route(ROOMS_URL, rooms);
        await page.route(TEST_URL, rooms);
        await open(editor);
        const body = page.locator('.red-ui-tray-body');
        const measured = await body.evaluate((tray) => {
          const form = tray.querySelector('.netatmo-form')!;
          const inside = tray.getBoundingClientRect();
          const wider = [...form.querySelectorAll('*')]
            .filter((each) => each.getBoundingClientRect().right > inside.right + 1)
            .map((each) => each.id || each.className || each.tagName);
          return {
            tooWide: tray.scrollWidth - tray.clientWidth,
            beyond: inside.right - document.documentElement.clientWidth,
            wider: wider.slice(0, 5),
            /** Long names are shortened so that the reading behind them is not. */
            isReadingCut: [...tray.querySelectorAll('.red-ui-typedInput-option-label')].some(
              (label) => label.scrollWidth > label.clientWidth,
            ),
            /** A number stands on one line with its unit. */
            broken: [...form.querySelectorAll('.netatmo-reading, .netatmo-preview td')]
              .filter((each) => each.textContent.includes('°C'))
              .filter((each) => {
                const text = document.createRange();
                text.selectNodeContents(each);
                return new Set([...text.getClientRects()].map(({ top }) => top)).size > 1;
              })
              .map((each) => each.textContent),
          };
        });
        await editor.shoot(`${width}-${name}`);
        await showSidebars(page, true);
        assert.deepEqual([measured.tooWide, measured.wider, measured.broken], [0, [], []]);
        assert.equal(measured.isReadingCut, false);
        assert.ok(measured.beyond <= 0, `${measured.beyond} px beyond the window`);
      });
});
