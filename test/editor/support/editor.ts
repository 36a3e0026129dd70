import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';
import type { User } from '../../support/node-red';

/** The part of the editor's page that the tests reach into. */
interface EditorWindow {
  readonly $: {
    (selector: string): { typedInput(method: 'type' | 'value', value?: string): string };
    /** With the editor's access token, where users have to sign in. */
    ajax(request: object): Promise<{ flows: object[]; rev: string }>;
  };
  readonly RED: {
    readonly editor: { edit(node: unknown): void; editConfig(...args: string[]): void };
    readonly sidebar: { show(tab: string): void; readonly help: { show(type: string): void } };
    readonly nodes: {
      node(id: string): Record<string, unknown> | null;
      dirty(isDirty?: boolean): boolean;
      version(revision: string): void;
      clear(): void;
      import(nodes: readonly object[]): void;
    };
    readonly history: { clear(): void };
    readonly view: { redraw(isAll: boolean): void };
  };
}

/** A name of this machine that a browser does not trust as it trusts 127.0.0.1: most editors are opened by such a one. */
export const PLAIN_HOST = 'raspberrypi.local';

/** Chromium as the system has it; CHROMIUM names another one. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      ...['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
      `--host-resolver-rules=MAP ${PLAIN_HOST} 127.0.0.1`,
    ],
  });
}

/** A browser's context for editors, that asks nobody outside. */
export async function editorContext(
  browser: Browser,
  options: Parameters<Browser['newContext']>[0],
): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  // The palette's catalogue is the one thing the editor wants from the internet.
  await context.route('https://catalogue.nodered.org/**', (route) =>
    route.fulfill({ json: { name: 'none', updated_at: '2026-01-01T00:00:00Z', modules: [] } }),
  );
  return context;
}

/** An example that is pressed is chosen within this, ms. */
const CHOSEN_MS = 2_000;

/** Of a page that a test does not make wider or narrower, pixels. */
export const VIEWPORT = { width: 1280, height: 900 };

/** One open editor. `problems` gathers page errors and console errors; a test expects none. */
export class Editor {
  readonly problems: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly url: string,
  ) {
    page.on('pageerror', (error) => this.problems.push(error.message));
    page.on('console', (line) => {
      // The browser writes every error status to the console; for our two addresses they are plain answers.
      const { url } = line.location();
      if (line.type() === 'error' && !url.includes('/netatmo-truetemp/'))
        this.problems.push(`${line.text()} ${url}`);
    });
  }

  static async open(context: BrowserContext, url: string, user?: User): Promise<Editor> {
    const editor = new Editor(await context.newPage(), url);
    editor.page.setDefaultTimeout(90_000); // many tests at once on a small machine
    await editor.load(url, user);
    return editor;
  }

  /**
   * Makes an open editor as good as a new one, in a fraction of the time: no dialog is open, it holds what is deployed, our
   * script has forgotten what it knew, and requests go to Node-RED again.
   * @returns whether it could
   */
  async startOver(): Promise<boolean> {
    const { page } = this;
    if (page.isClosed() || !page.url().startsWith(this.url)) return false;
    this.problems.length = 0;
    page.removeAllListeners('request');
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.setViewportSize(VIEWPORT);
    const cancel = page.locator('.red-ui-tray-toolbar [id$=dialog-cancel]');
    for (let open = await cancel.count(); open > 0; open -= 1) {
      await cancel.last().click();
      await page.waitForFunction((left) => document.querySelectorAll('.red-ui-tray').length < left, open);
    }
    await page.addScriptTag({ url: 'resources/@truetemp/node-red-netatmo/editor.js' });
    await page.evaluate(async () => {
      const { $, RED } = globalThis as unknown as EditorWindow;
      const headers = { 'Node-RED-API-Version': 'v2' };
      const { flows, rev } = await $.ajax({ url: 'flows', headers, dataType: 'json', cache: false });
      RED.nodes.clear();
      RED.history.clear();
      RED.nodes.version(rev);
      RED.nodes.import(flows);
      RED.nodes.dirty(false);
      RED.view.redraw(true);
    });
    return true;
  }

  async load(url: string, user?: User): Promise<void> {
    await this.page.goto(url);
    if (user) await this.signIn(user);
    await this.page.locator('#red-ui-workspace-tabs .red-ui-tab').first().waitFor();
    await this.page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' });
  }

  /** Signs in to the editor, unless the browser still is. */
  private async signIn({ name, password }: User): Promise<void> {
    const form = this.page.locator('#node-dialog-login-username');
    await form.or(this.page.locator('#red-ui-workspace-tabs .red-ui-tab').first()).waitFor();
    if (!(await form.isVisible())) return;
    await form.fill(name);
    await this.page.fill('#node-dialog-login-password', password);
    await this.page.click('#node-dialog-login-submit');
    await form.waitFor({ state: 'detached' });
    // How the editor found out that it has to ask.
    const asked = this.problems.filter((problem) => !problem.includes('401'));
    this.problems.splice(0, Infinity, ...asked);
  }

  /** Drags a node from the palette onto the flow, as a newcomer does, and tells its id. */
  async drag(type: string, x: number, y: number): Promise<string> {
    const before = await this.ids(type);
    const item = this.page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
    await item.scrollIntoViewIfNeeded();
    await item.dragTo(this.page.locator('#red-ui-workspace-chart'), { targetPosition: { x, y } });
    const after = await this.ids(type);
    const added = after.find((id) => !before.includes(id));
    if (added === undefined) throw new Error(`No ${type} was added`);
    return added;
  }

  /** Connects two nodes by dragging from the output of one to the input of the other. */
  async wire(from: string, to: string): Promise<void> {
    const output = this.page.locator(`[id="${from}"] .red-ui-flow-port-output .red-ui-flow-port`);
    await output.dragTo(this.page.locator(`[id="${to}"] .red-ui-flow-port-input .red-ui-flow-port`));
  }

  /** Imports one of the package's examples, through the menu. */
  async importExample(name: string): Promise<void> {
    await this.page.click('#red-ui-header-button-sidemenu');
    await this.page.click('#menu-item-import');
    await this.page.click('#red-ui-tab-red-ui-clipboard-dialog-import-tab-examples a');
    const examples = this.page
      .locator('#red-ui-clipboard-dialog-import-tab-examples')
      .locator('.red-ui-treeList-label');
    await examples.filter({ hasText: '@truetemp/node-red-netatmo' }).click();
    const importIt = this.page.locator('#red-ui-clipboard-dialog-ok:enabled');
    const isChosen = (): Promise<boolean> =>
      importIt.waitFor({ timeout: CHOSEN_MS }).then(
        () => true,
        () => false,
      );
    // A press while the list still unfolds may be lost.
    do await examples.filter({ hasText: name }).click();
    while (!(await isChosen()));
    await importIt.click();
    await this.page.locator('#red-ui-clipboard-dialog').waitFor({ state: 'hidden' });
  }

  /** Goes to the flow with this name. */
  async showFlow(name: string): Promise<void> {
    await this.page.locator('#red-ui-workspace-tabs .red-ui-tab', { hasText: name }).click();
  }

  /** The id of the node that shows this label. */
  async labelled(label: string): Promise<string> {
    const shown = this.page.locator('.red-ui-flow-node-label', { hasText: label });
    const node = this.page.locator('.red-ui-flow-node-group', { has: shown });
    return (await node.getAttribute('id')) ?? '';
  }

  /** Brings the debug sidebar to the front. */
  async showDebug(): Promise<void> {
    await this.page.evaluate(() => (globalThis as unknown as EditorWindow).RED.sidebar.show('debug'));
    await this.page.locator('.red-ui-debug-content-list').waitFor();
  }

  /** What a debug node with this name has said last, all of it unfolded. */
  async debugged(name: string): Promise<string> {
    const said = this.page
      .locator('.red-ui-debug-msg', { has: this.page.locator('.red-ui-debug-msg-name', { hasText: name }) })
      .last();
    await said.waitFor();
    await said.locator('.red-ui-debug-msg-object-header, .red-ui-debug-msg-expandable').first().click();
    return said.innerText();
  }

  private ids(type: string): Promise<string[]> {
    return this.page
      .locator('.red-ui-flow-node-group')
      .evaluateAll(
        (nodes, wanted) =>
          nodes
            .map((node) => node.id)
            .filter((id) => (globalThis as unknown as EditorWindow).RED.nodes.node(id)?.['type'] === wanted),
        type,
      );
  }

  /** Opens the edit dialog of a node. */
  async edit(id: string): Promise<void> {
    await this.page.evaluate((nodeId) => {
      const { RED } = globalThis as unknown as EditorWindow;
      RED.editor.edit(RED.nodes.node(nodeId));
    }, id);
    await this.page.locator('#node-input-name').waitFor();
    await this.#atRest();
  }

  /** Opens the dialog of a new account from the one of a node: before Node-RED 4 by an entry of the list. */
  async addAccount(): Promise<void> {
    const plus = this.page.locator('#node-input-btn-account-add');
    if (await plus.isVisible()) return plus.click();
    await this.page.selectOption('#node-input-account', '_ADD_');
    await this.openAccount();
  }

  /** Opens the dialog of the chosen account from the one of a node. */
  async openAccount(): Promise<void> {
    await this.page.click('#node-input-btn-account-edit, #node-input-lookup-account');
  }

  /** Opens the dialog of an account. */
  async editAccount(id: string): Promise<void> {
    await this.page.evaluate((nodeId) => {
      (globalThis as unknown as EditorWindow).RED.editor.editConfig('', 'netatmo-account', nodeId);
    }, id);
    await this.page.locator('#node-config-input-name').waitFor();
    await this.#atRest();
  }

  /** Waits until the dialog has slid in and Node-RED has given it the focus, which may come first. */
  async #atRest(): Promise<void> {
    await this.page.waitForFunction(() => {
      const tray = [...document.querySelectorAll('.red-ui-tray')].at(-1);
      const hasFocus = tray?.querySelector('.red-ui-tray-body')?.contains(document.activeElement) === true;
      return hasFocus && tray.getAnimations().length === 0;
    });
  }

  /** Closes the node's dialog with Done. */
  async done(): Promise<void> {
    await this.page.click('#node-dialog-ok');
    await this.page.locator('#node-input-name').waitFor({ state: 'detached' });
  }

  /** Closes the node's dialog without keeping anything. */
  async cancel(): Promise<void> {
    await this.page.click('#node-dialog-cancel');
    await this.page.locator('#node-input-name').waitFor({ state: 'detached' });
  }

  /** Closes the account's dialog with Add or Update. */
  async accountDone(): Promise<void> {
    await this.page.click('#node-config-dialog-ok');
    await this.page.locator('#node-config-input-name').waitFor({ state: 'detached' });
  }

  /** Deploys and waits until Node-RED has taken the flows. */
  async deploy(): Promise<void> {
    const taken = this.page.waitForResponse(
      (r) => r.url().endsWith('/flows') && r.request().method() === 'POST',
    );
    await this.page.click('#red-ui-header-button-deploy');
    await taken;
    await this.page.waitForFunction(() => !(globalThis as unknown as EditorWindow).RED.nodes.dirty());
  }

  /** A property of a node as the editor holds it. */
  property(id: string, name: string): Promise<unknown> {
    return this.page.evaluate(
      ([nodeId, key]) => (globalThis as unknown as EditorWindow).RED.nodes.node(nodeId)?.[key],
      [id, name] as const,
    );
  }

  /** Gives a node properties that are not set by hand in a test. */
  setProperty(id: string, properties: object): Promise<unknown> {
    return this.page.evaluate(
      ([nodeId, given]) => {
        Object.assign((globalThis as unknown as EditorWindow).RED.nodes.node(nodeId) ?? {}, given, {
          changed: true,
        });
      },
      [id, properties] as const,
    );
  }

  /** Adds a node that is not deployed, as an import does. */
  add(node: object): Promise<void> {
    return this.page.evaluate((added) => {
      (globalThis as unknown as EditorWindow).RED.nodes.import([added]);
    }, node);
  }

  /** The status text under a node, once it has one that matches. */
  async status(id: string, expected: RegExp): Promise<string> {
    const label = this.page
      .locator(`[id="${id}"] .red-ui-flow-node-status-label`)
      .filter({ hasText: expected });
    await label.waitFor();
    return (await label.textContent()) ?? '';
  }

  /** Presses the button of an inject node. */
  async press(id: string): Promise<void> {
    await this.page.click(`[id="${id}"] .red-ui-flow-node-button-button`);
  }

  /** Opens the help of a type of node and waits until it has this heading. */
  async help(type: string, heading: string): Promise<void> {
    await this.page.evaluate((shown) => {
      (globalThis as unknown as EditorWindow).RED.sidebar.help.show(shown);
    }, type);
    await this.page.locator('.red-ui-help h3').filter({ hasText: heading }).waitFor();
  }

  /** Waits until the line under the room says so. */
  async hint(expected: RegExp): Promise<void> {
    await this.page.locator('#netatmo-rooms-hint').filter({ hasText: expected }).waitFor();
  }

  /** Reads the type or the value of a typed field of the open dialog. */
  typed(property: string, what: 'type' | 'value'): Promise<string> {
    return this.page.evaluate(
      ([id, method]) => (globalThis as unknown as EditorWindow).$(id).typedInput(method),
      [`#node-input-${property}`, what] as const,
    );
  }

  /** Gives a typed field of the open dialog its type and value. */
  async type(property: string, type: string, value: string): Promise<void> {
    await this.page.evaluate(
      ([id, newType, newValue]) => {
        const input = (globalThis as unknown as EditorWindow).$(id);
        input.typedInput('type', newType);
        input.typedInput('value', newValue);
      },
      [`#node-input-${property}`, type, value] as const,
    );
  }

  /** Picks the room with this name from the list, with the mouse. */
  async pickRoom(name: string): Promise<void> {
    await this.roomList().click();
    await this.page.locator('.red-ui-typedInput-options:visible a').filter({ hasText: name }).click();
  }

  /** What the list of rooms shows as chosen. */
  async shownRoom(): Promise<string> {
    return (await this.roomList().innerText()).trim();
  }

  private roomList(): Locator {
    return this.page.locator('.red-ui-typedInput-option-trigger:visible');
  }

  /** Keeps a picture when SHOTS names a folder. */
  async shoot(name: string): Promise<void> {
    const folder = process.env['SHOTS'];
    if (!folder) return;
    mkdirSync(folder, { recursive: true });
    await this.page.waitForTimeout(400); // trays slide in; only the picture needs them at rest
    await this.page.screenshot({ path: join(folder, `${name}.png`) });
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}
