import { MINUTE } from '../../../src/clock';
import type { ExampleNode } from './examples';
import { Running, until, type Output } from './running';
import { stillHome, type TestHome } from './still-home';

/** The example that is a page. */
export const DASHBOARD = 'rooms on a dashboard';

export interface Card {
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
  /** [time, valve, target, what Netatmo has corrected of it] */
  readonly day: readonly (readonly [number, number | null, number | null, number | null])[];
  /** [time, what its sensor measured] */
  readonly truths: readonly (readonly [number, number])[];
  /** [time, what the room really had, what its valve would have read without corrections] by the half hour */
  readonly alone: readonly (readonly [number, number, number])[];
  /** What stands beside the real temperature when it is not new. */
  readonly said: string | null;
}

/** An error as a Catch node hands it on. */
export interface Failure {
  readonly source: { readonly type: string };
}

export interface PagePayload {
  readonly trouble: { readonly title: string; readonly why: string } | null;
  readonly rooms: readonly Card[];
}

/** The page as its cards would show it. */
export class Page {
  #payload: PagePayload = { trouble: null, rooms: [] };
  /** What has come to the page; each of it draws the page once, in this order. */
  readonly #news: Output[] = [];
  #drawn = 0;

  private constructor(
    readonly running: Running,
    readonly home: TestHome,
  ) {
    running.node('rooms').on('input', (msg) => {
      this.#payload = (msg as unknown as Output).payload as PagePayload;
      this.#drawn += 1;
    });
    running.node('for the page').on('input', (msg) => this.#news.push(msg as unknown as Output));
  }

  static async open(home: TestHome = quietHome()): Promise<Page> {
    // Nothing comes by itself, so that each test knows what it waits for.
    const edit = (node: ExampleNode): ExampleNode =>
      node.type === 'inject' ? { ...node, once: false, repeat: '' } : node;
    const page = new Page(await Running.start(DASHBOARD, { home, edit }), home);
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
    await this.after(
      () => this.running.receive('every 5 minutes', {}),
      ({ payload }) => Array.isArray(payload),
    );
  }

  /** A follow node of this room says why it did what it did. @returns what the card says then */
  async decides(room: string, reason: string): Promise<string> {
    const { id, name, valve, really } = this.card(room);
    const at = new Date(this.home.clock.now()).toISOString();
    const temperatures = { measuredTemperature: valve, trueTemperature: really, correctedTemperature: 20.5 };
    const isError = /^[A-Z_]+$/.test(reason);
    const payload = {
      ...{ ...temperatures, room: { id, name }, changed: reason === 'corrected', at, nextAt: at },
      ...{ reason: isError ? 'interval' : reason, follow: { gate: reason } },
    };
    await this.after(
      () => this.running.receive('for the page', { payload, topic: 'decided' }),
      ({ topic }) => topic === 'decided',
    );
    return this.card(room).words;
  }

  /** A node of this type fails. */
  fails({ topic = '', ...source }: { readonly type: string; readonly topic?: string }, code: string): void {
    const error = { message: `NetatmoError [${code}]: Words.`, source };
    this.running.receive('for the page', { topic, netatmo: { code }, error });
  }

  /** Does something and waits until the page is drawn with what comes of it. */
  async after(act: () => void, isIt: (news: Output) => boolean): Promise<void> {
    const before = this.#news.length;
    act();
    const at = () => this.#news.findIndex((news, index) => index >= before && isIt(news));
    await this.shows(() => at() >= 0 && this.#drawn > at());
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
    return this.home.simulator.log.counts().truetemperature;
  }
}

/** A home whose valves are right, so that only what a test does is sent. */
export function quietHome(): TestHome {
  const home = stillHome();
  for (const { name } of home.simulator.house.rooms) home.simulator.house.setTrue(name, 21);
  return home;
}
