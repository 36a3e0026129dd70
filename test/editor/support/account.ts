import type { Locator } from 'playwright-core';
import type { EditorBench } from './bench';
import type { Editor } from './editor';
import { listing, room, ROOMS_URL, STATE_URL } from './flows';

/** What the dialog of an account says about its session. */
export const session = ({ page }: Editor): Locator => page.locator('#netatmo-account-session');

/** The id of what has the focus. */
export const focused = ({ page }: Editor): Promise<string> =>
  page.evaluate(() => document.activeElement?.id ?? '');

/** Opens the dialog of an account of which Node-RED says this. */
export async function openAs(bench: EditorBench, told: object, locale?: string): Promise<Editor> {
  const editor = await bench.open(locale);
  await editor.page.route(ROOMS_URL, listing(room('11', 'Study')));
  await editor.page.route(STATE_URL, (route) => route.fulfill({ json: told }));
  await editor.editAccount('cloud');
  await session(editor).locator('p').first().waitFor();
  return editor;
}
