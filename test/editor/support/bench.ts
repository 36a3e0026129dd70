import assert from 'node:assert/strict';
import type { Suite } from 'mocha';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { Editor, launchBrowser } from './editor';
import { startNodeRed, type NodeRed } from './node-red';

/** Loading the whole editor takes seconds, and the dialogs slide in; nothing here waits for that long. */
const TIMEOUT_MS = 60_000;

/** A Node-RED and a browser for one suite. */
export interface EditorBench {
  readonly nodeRed: NodeRed;
  /** Opens the editor anew; it is closed after the test, which fails if the page had an error. */
  open(options?: BrowserContextOptions): Promise<Editor>;
}

export function editorBench(suite: Suite, flows: readonly object[]): EditorBench {
  suite.timeout(TIMEOUT_MS);
  let browser: Browser;
  let nodeRed: NodeRed;
  let editor: Editor | undefined;

  before(async () => {
    [browser, nodeRed] = await Promise.all([launchBrowser(), startNodeRed(flows)]);
  });
  after(async () => {
    await browser.close();
    await nodeRed.stop();
  });
  afterEach(async function () {
    const problems = editor?.problems ?? [];
    await editor?.close();
    editor = undefined;
    if (this.currentTest?.state === 'passed') assert.deepEqual(problems, []);
  });

  return {
    get nodeRed() {
      return nodeRed;
    },
    async open(options) {
      editor = await Editor.open(browser, nodeRed.url, options);
      return editor;
    },
  };
}
