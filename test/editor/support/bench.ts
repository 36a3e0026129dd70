import assert from 'node:assert/strict';
import type { Suite } from 'mocha';
import type { Browser, BrowserContext } from 'playwright-core';
import { Editor, launchBrowser } from './editor';
import { startNodeRed, type NodeRed, type NodeRedOptions } from './node-red';

/** Loading the whole editor takes seconds, and the dialogs slide in; nothing here waits for that long. */
const TIMEOUT_MS = 180_000;

/** A Node-RED and a browser for one suite. */
export interface EditorBench {
  readonly nodeRed: NodeRed;
  /** Opens the editor, or puts the one that is open back to its start; a test fails if the page had an error. */
  open(locale?: string): Promise<Editor>;
}

/**
 * @param flows what Node-RED starts with; nothing at all when missing
 * @param options how Node-RED is set up, for suites that need more than the package and these flows
 */
export function editorBench(
  suite: Suite,
  flows?: readonly object[],
  options: NodeRedOptions = {},
): EditorBench {
  suite.timeout(TIMEOUT_MS);
  let browser: Browser;
  let nodeRed: NodeRed;
  /** Only what was opened. */
  const toClose: (() => Promise<void>)[] = [];
  let editor: Editor | undefined;
  /** One for each language, for all tests of the suite: to load the whole editor takes seconds. */
  const editors = new Map<string, Editor>();
  /** A second page in the same language finds the editor's scripts in its cache. */
  const contexts = new Map<string, BrowserContext>();
  const contextFor = async (locale: string): Promise<BrowserContext> => {
    const viewport = { width: 1280, height: 900 };
    const context = contexts.get(locale) ?? (await browser.newContext({ viewport, locale }));
    contexts.set(locale, context);
    return context;
  };

  before(async () => {
    browser = await launchBrowser();
    toClose.push(() => browser.close());
    nodeRed = await startNodeRed({ ...options, ...(flows && { flows }) });
    toClose.push(() => nodeRed.stop());
  });
  after(async () => {
    for (const close of toClose.reverse()) await close();
  });
  afterEach(async function () {
    const problems = editor?.problems ?? [];
    // Nobody knows in which state a failed test leaves its page.
    const isPassed = this.currentTest?.state === 'passed';
    if (!isPassed) await editor?.close();
    editor = undefined;
    if (isPassed) assert.deepEqual(problems, []);
  });

  return {
    get nodeRed() {
      return nodeRed;
    },
    async open(locale = 'en-US') {
      const opened = editors.get(locale);
      if (opened && (await opened.startOver())) return (editor = opened);
      editor = await Editor.open(await contextFor(locale), nodeRed.url, options.user);
      editors.set(locale, editor);
      return editor;
    },
  };
}
