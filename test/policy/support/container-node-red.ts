import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { systemClock } from '../../../src/clock';
import { CookieStore, REFRESH_COOKIE } from '../../../src/cloud/cookies';
import { Secret } from '../../../src/cloud/secret';
import { AccountStore } from '../../../src/account/account-store';
import { SessionFiles } from '../../../src/storage/session-files';
import { readCompose } from './compose';
import type { Container } from './container';
import { ROOT } from './project';
import { NodeRed, OFFLINE } from '../../support/node-red';
import { freePort } from '../../support/ports';

export const ACCOUNT = 'a'.repeat(16);
const EMAIL = 'somebody@example.com';
const PASSWORD = 'made-up password';
const KEY = randomBytes(32).toString('hex');

/** Every secret that the example wants, made up. */
export const SECRETS: Readonly<Record<string, string>> = {
  netatmo_username: `${EMAIL}\n`,
  netatmo_password: `${PASSWORD}\n`,
  netatmo_session_key: `${KEY}\n`,
  node_red_credential_secret: `${randomBytes(32).toString('hex')}\n`,
  // A bcrypt hash of no password.
  node_red_admin_hash: `$2b$08$${'.'.repeat(53)}\n`,
};

/** Node-RED takes a node without a place on its tab for a config node. */
const ON_TAB = { z: 'tab', x: 100, y: 100 };

/** An account with nothing in it, and a page that reads its rooms or tells the error. */
const FLOWS = [
  { id: 'tab', type: 'tab', label: 'Container' },
  { id: ACCOUNT, type: 'netatmo-account', name: '', homeId: '', service: 'netatmo', keepSession: true },
  { ...ON_TAB, id: 'in', type: 'http in', url: '/rooms', method: 'get', wires: [['read']] },
  { ...ON_TAB, id: 'read', type: 'netatmo-get-rooms', account: ACCOUNT, wires: [['out']] },
  { ...ON_TAB, id: 'failed', type: 'catch', scope: null, wires: [['tell']] },
  {
    ...ON_TAB,
    id: 'tell',
    type: 'change',
    rules: [{ t: 'set', p: 'payload', pt: 'msg', to: 'netatmo', tot: 'msg' }],
    wires: [['out']],
  },
  { ...ON_TAB, id: 'out', type: 'http response', wires: [] },
];

/** Where the package keeps its state, and the account's file in it. */
export const stateFolder = ({ data }: Container): string => join(data, 'netatmo-truetemp');
export const stateFile = (container: Container): string => join(stateFolder(container), `${ACCOUNT}.session`);

/** The account's state on disk, as the package itself keeps it, with the key of the secrets. */
function storeIn(container: Container): AccountStore {
  const files = new SessionFiles(stateFolder(container), { clock: systemClock });
  const store = new AccountStore({
    clock: systemClock,
    files,
    email: `netatmo ${EMAIL}`,
    onEvent: () => undefined,
  });
  store.join(ACCOUNT, { nodeId: ACCOUNT, key: new Secret(KEY) }, true);
  return store;
}

/** Leaves a session as an earlier run would have: it has no token any more, but can be renewed. */
export async function storeSession(container: Container): Promise<void> {
  const store = storeIn(container);
  await store.open([PASSWORD]);
  const cookies = new CookieStore(systemClock);
  cookies.set(REFRESH_COOKIE, 'made-up', 'https://auth.netatmo.com');
  store.session(PASSWORD).session = { cookies: cookies.toStored(), latch: null };
  await store.save();
}

/** The names of the cookies in the stored session. */
export async function storedCookies(container: Container): Promise<string[]> {
  const store = storeIn(container);
  await store.open([PASSWORD]);
  return store.session(PASSWORD).session.cookies.map(({ key }) => key);
}

/** The user directory of the example: its settings, the package as installed, flows and secrets. */
export function furnish({ data, secrets, inside }: Container): void {
  for (const [name, text] of Object.entries(SECRETS))
    writeFileSync(join(secrets, name), text, { mode: 0o400 });
  copyFileSync(join(ROOT, 'docs/container-example/settings.cjs'), join(data, 'settings.js'));
  writeFileSync(join(data, 'flows.json'), JSON.stringify(FLOWS));
  mkdirSync(join(data, 'node_modules/@truetemp'), { recursive: true });
  symlinkSync(inside.app, join(data, 'node_modules/@truetemp/node-red-netatmo'), 'junction');
}

/** Starts Node-RED with the environment of the example; resolves when its flows run. */
export async function startNodeRed(container: Container): Promise<NodeRed> {
  const { app, data, secrets } = container.inside;
  const port = await freePort();
  const environment = Object.entries(readCompose().services['node-red'].environment).map(
    ([name, value]) => [name, value.replace('/run/secrets', secrets)] as const,
  );
  const child = container.start(
    [
      ...['--require', `${app}/${relative(ROOT, OFFLINE)}`, `${app}/node_modules/node-red/red.js`],
      ...['--userDir', data, '--port', String(port), '--define', 'uiHost=127.0.0.1'],
    ],
    { ...Object.fromEntries(environment), SECRETS_DIR: secrets },
  );
  return NodeRed.from(child, port, container.data);
}

/** The example's health check, run against another port. @returns its exit code */
export function healthcheck(container: Container, url: string): number {
  const [, , , script = ''] = readCompose().services['node-red'].healthcheck.test;
  try {
    container.run(script.replace('http://127.0.0.1:1880/', url));
    return 0;
  } catch {
    return 1;
  }
}
