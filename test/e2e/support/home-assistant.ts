import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { listen } from '../../support/ports';

/** What this stand-in needs of the package `ws`, which Home Assistant's own nodes bring along. */
interface Socket {
  on(event: 'message', listener: (data: Buffer) => void): void;
  send(text: string): void;
}
interface SocketServer {
  on(event: 'connection', listener: (socket: Socket) => void): void;
  close(): void;
}
interface Ws {
  readonly WebSocketServer: new (options: { server: object; path: string }) => SocketServer;
}

/** A message of the client; see https://developers.home-assistant.io/docs/api/websocket */
interface Command {
  readonly type: string;
  readonly id?: number;
  readonly access_token?: string;
  readonly event_type?: string;
}

/** https://www.home-assistant.io/docs/configuration/state_object */
interface State {
  readonly entity_id: string;
  readonly state: string;
  readonly last_reported: string;
}

const TOKEN = 'a long-lived token of nobody';
/** Those of 2026; older ones talk in another way. */
const VERSION = '2026.11.0';

/**
 * As much of Home Assistant as its own nodes ask for before they hand on a state: the websocket API with sign-in, an empty
 * registry, and events. What is posted to it by http is kept for the test.
 */
export class HomeAssistant {
  readonly #http = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      response.end('{}');
      this.#posted.push(JSON.parse(Buffer.concat(parts).toString()));
      this.#http.emit('posted');
    });
  });
  readonly #posted: unknown[] = [];
  readonly #asked = new Set<string>();
  #port = 0;
  #sockets: SocketServer | undefined;
  /** Who wants to hear of each change of a state. */
  #subscriber: { readonly socket: Socket; readonly id: number } | undefined;

  /** @param folder of the package `node-red-contrib-home-assistant-websocket` */
  static async start(folder: string): Promise<HomeAssistant> {
    const { WebSocketServer } = createRequire(join(folder, 'package.json'))('ws') as Ws;
    const home = new HomeAssistant();
    home.#port = await listen(home.#http);
    home.#sockets = new WebSocketServer({ server: home.#http, path: '/api/websocket' });
    home.#sockets.on('connection', (socket) => {
      socket.on('message', (data) => home.#answer(socket, JSON.parse(data.toString()) as Command));
      socket.send(JSON.stringify({ type: 'auth_required', ha_version: VERSION }));
    });
    return home;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The credentials of the node for this server. */
  get credentials(): object {
    return { host: this.url, access_token: TOKEN };
  }

  /** Resolves once a node listens to changes of states, and has all that it asks for before it hands them on. */
  async listenedTo(): Promise<void> {
    while (!this.#subscriber || !this.#asked.has(LAST_ASKED)) await once(this.#http, 'asked');
  }

  /** Tells of a new state. */
  change(entityId: string, from: string, to: string, at: string): void {
    const state = (value: string): State => ({ ...STATE, entity_id: entityId, state: value, ...timesOf(at) });
    const { socket, id } = this.#subscriber!;
    const data = { entity_id: entityId, old_state: state(from), new_state: state(to) };
    const event = { event_type: 'state_changed', data, origin: 'LOCAL', time_fired: at, context: CONTEXT };
    socket.send(JSON.stringify({ id, type: 'event', event }));
  }

  /** What was posted to it, the oldest first; waits for it. */
  async posted(): Promise<unknown> {
    while (this.#posted.length === 0) await once(this.#http, 'posted');
    return this.#posted.shift();
  }

  close(): void {
    this.#sockets?.close();
    this.#http.close();
    this.#http.closeAllConnections();
  }

  #answer(socket: Socket, { type, id, access_token, event_type }: Command): void {
    const send = (message: object): void => socket.send(JSON.stringify(message));
    if (type === 'auth') {
      send({ type: access_token === TOKEN ? 'auth_ok' : 'auth_invalid', ha_version: VERSION });
      return;
    }
    if (type === 'ping') {
      send({ id, type: 'pong' });
      return;
    }
    const result = type.endsWith('_registry/list') ? [] : (RESULTS[type] ?? null);
    send({ id, type: 'result', success: true, result });
    if (type === 'subscribe_entities') {
      const known = { s: 'unknown', a: {}, c: 'x', lc: 1 };
      send({ id, type: 'event', event: { a: { 'sensor.living_room_temperature': known } } });
    }
    if (type === 'subscribe_events' && event_type === 'state_changed') this.#subscriber = { socket, id: id! };
    this.#asked.add(type);
    this.#http.emit('asked');
  }
}

/** When a node connects. */
const LAST_ASKED = 'config/label_registry/list';
const CONTEXT = { id: 'x', parent_id: null, user_id: null };
const STATE = { attributes: {}, context: CONTEXT };
const timesOf = (at: string) => ({ last_changed: at, last_updated: at, last_reported: at });

/** Answers to commands, as far as the nodes look at them. */
const RESULTS: Readonly<Record<string, object>> = {
  'auth/current_user': { id: 'x', name: 'Node-RED', is_owner: false, is_admin: true },
  get_config: { components: [], state: 'RUNNING', version: VERSION },
  get_services: { homeassistant: { restart: {} } },
};
