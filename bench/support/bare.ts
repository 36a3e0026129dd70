import { Agent, request, type Dispatcher } from 'undici';
import { InFlight } from '../../test/support/world';

type Options = Dispatcher.DispatchOptions;

/** Requests that were under way together: the next lot began when all of these had ended. */
type Lot = Options[];

/** Notes what a client sends, so that the same can be sent without the client. */
export class Recorder {
  readonly #inFlight = new InFlight();
  #lots: Lot[] = [];

  watch(dispatcher: Dispatcher): Dispatcher {
    const noting = this.#inFlight.watch(dispatcher);
    return noting.compose((dispatch) => (options, handler) => {
      if (this.#inFlight.count === 0 || this.#lots.length === 0) this.#lots.push([]);
      this.#lots.at(-1)?.push(options);
      return dispatch(options, handler);
    });
  }

  /** What was sent since the last time, in lots. */
  take(): Lot[] {
    const lots = this.#lots;
    this.#lots = [];
    return lots;
  }
}

/** undici and nothing else: no session, no checks, no retries. As many connections as the client has. */
export class BareClient {
  readonly #port: number;
  #agent = newAgent();

  constructor(port: number) {
    this.#port = port;
  }

  /** Makes the same requests, lot after lot, and reads the answers. */
  async repeat(lots: readonly Lot[]): Promise<void> {
    for (const lot of lots) await Promise.all(lot.map((options) => this.#send(options)));
  }

  async #send({ origin, path, method, headers, body }: Options): Promise<void> {
    const answer = await request(`http://127.0.0.1:${this.#port}${path}`, {
      method: method,
      headers: { ...(headers as Record<string, string>), host: new URL(String(origin)).host },
      body: body as string | null,
      dispatcher: this.#agent,
    });
    const text = await answer.body.text();
    if (text.startsWith('{')) JSON.parse(text);
  }

  /** Ends its connections; the next request opens others. */
  async reconnect(): Promise<void> {
    await this.#agent.destroy();
    this.#agent = newAgent();
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}

const newAgent = (): Agent => new Agent({ connections: 2, pipelining: 1 });
