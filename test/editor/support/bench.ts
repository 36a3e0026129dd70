import assert from 'node:assert/strict';
import type { Suite } from 'mocha';
import type { Browser, BrowserContext } from 'playwright-core';
import { Editor, editorContext, launchBrowser, VIEWPORT } from './editor';
import { FLOWS } from './flows';
import { NodeRed, type NodeRedOptions } from '../../support/node-red';

/** Loading the whole editor takes seconds, and the dialogs slide in; nothing here waits for that long. */
const TIMEOUT_MS = 180_000;

/** A Node-RED and a browser for one suite. */
export interface EditorBench {
  readonly nodeRed: NodeRed;
  /** Opens the editor, or puts the one that is open back to its start; a test fails if the page had an error. */
  open(locale?: string): Promise<Editor>;
}

/** A Node-RED and the pages of it that are open. */
class Place {
  /** One for each language: to load the whole editor takes seconds, and a second page finds its scripts in the cache. */
  readonly #contexts = new Map<string, BrowserContext>();
  readonly #editors = new Map<string, Editor>();

  private constructor(
    readonly nodeRed: NodeRed,
    readonly options: NodeRedOptions,
  ) {}

  static async start(options: NodeRedOptions): Promise<Place> {
    return new Place(await NodeRed.start(options), options);
  }

  async open(locale: string): Promise<Editor> {
    const opened = this.#editors.get(locale);
    if (opened && (await opened.startOver())) return opened;
    await opened?.close();
    const editor = await Editor.open(await this.#context(locale), this.nodeRed.url, this.options.user);
    this.#editors.set(locale, editor);
    return editor;
  }

  async close(): Promise<void> {
    for (const context of this.#contexts.values()) await context.close();
    await this.nodeRed.dispose();
  }

  async #context(locale: string): Promise<BrowserContext> {
    const options = { viewport: VIEWPORT, locale };
    const context = this.#contexts.get(locale) ?? (await editorContext(await browser(), options));
    this.#contexts.set(locale, context);
    return context;
  }
}

let launched: Promise<Browser> | undefined;
const browser = (): Promise<Browser> => (launched ??= launchBrowser());
/** For all suites whose tests deploy nothing and are content with {@link FLOWS}. */
let shared: Promise<Place> | undefined;

/** Of the whole run. */
after(async () => {
  await (await shared)?.close();
  await (await launched)?.close();
});

/**
 * @param flows what Node-RED starts with; nothing at all when missing. {@link FLOWS} alone are for tests that deploy nothing
 * @param options how Node-RED is set up, for suites that need more than the package and these flows
 */
export function editorBench(
  suite: Suite,
  flows?: readonly object[],
  options: NodeRedOptions = {},
): EditorBench {
  suite.timeout(TIMEOUT_MS);
  const isShared = flows === FLOWS && Object.keys(options).length === 0;
  let place: Place | undefined;
  let editor: Editor | undefined;
  const started = (): Place => place ?? assert.fail('Node-RED does not run yet');

  before(async () => {
    const start = (): Promise<Place> => Place.start({ ...options, ...(flows && { flows }) });
    place = await (isShared ? (shared ??= start()) : start());
  });
  after(async () => {
    if (!isShared) await place?.close();
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
      return started().nodeRed;
    },
    async open(locale = 'en-US') {
      editor = await started().open(locale);
      return editor;
    },
  };
}
