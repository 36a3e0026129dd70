import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { REFRESH_COOKIE } from '../../src/cloud/cookies';
import type { NodeRed } from '../support/node-red';
import { createContainer, type Container } from './support/container';
import {
  ACCOUNT,
  furnish,
  healthcheck,
  SECRETS,
  startNodeRed,
  stateFile,
  stateFolder,
  storedCookies,
  storeSession,
} from './support/container-node-red';

/** What stands in a user directory of Node-RED: put there by the test, or by Node-RED itself. */
const USER_DIRECTORY =
  /^(settings\.js|flows(_cred)?\.json|\.flows.*\.backup|node_modules|package\.json|lib|\.config\..*)$/;

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('Node-RED in a container', () => {
  let container: Container;
  let nodeRed: NodeRed;
  let stored: string;

  before(async () => {
    container = createContainer();
    furnish(container);
    await storeSession(container);
    stored = readFileSync(stateFile(container), 'utf8');
    // As a restored backup may have it.
    chmodSync(stateFolder(container), 0o755);
    chmodSync(stateFile(container), 0o644);
    container.handOver();
    nodeRed = await startNodeRed(container);
  });
  after(() => container.remove());

  it('has only its user directory to write in', () => {
    const script = `
      const { accessSync, constants, writeFileSync } = require('node:fs');
      const refuses = (folder) => { try { writeFileSync(folder + '/probe', ''); return false; } catch { return true; } };
      const folders = ${JSON.stringify([...container.sealed, container.inside.data])};
      console.log(JSON.stringify([process.getuid?.(), folders.filter((each) => !refuses(each))]));`;
    assert.deepEqual(JSON.parse(container.run(script)), [container.uid, [container.inside.data]]);
  });

  it('is healthy by the example’s own check, which can also fail', () => {
    assert.equal(healthcheck(container, nodeRed.url), 0);
    assert.equal(healthcheck(container, 'http://127.0.0.1:1/'), 1);
  });

  it('lets nobody in who does not sign in', async () => {
    const requests = [
      ['GET', 'nodes'],
      ['GET', `netatmo-truetemp/${ACCOUNT}/rooms`],
      ['POST', `netatmo-truetemp/${ACCOUNT}/test`],
    ] as const;
    for (const [method, path] of requests)
      assert.equal((await fetch(nodeRed.url + path, { method })).status, 401, path);
  });

  it('takes credentials and key from files, and tells a message that there is no network', async () => {
    const read = async (): Promise<unknown> => (await fetch(`${nodeRed.url}rooms`)).json();
    assert.deepEqual([await read(), await read()], [{ code: 'NETWORK' }, { code: 'NETWORK' }]);
    assert.ok(nodeRed.isAlive);
  });

  it('keeps the session over the outage, written anew', async () => {
    assert.notEqual(readFileSync(stateFile(container), 'utf8'), stored);
    assert.deepEqual(await storedCookies(container), [REFRESH_COOKIE]);
  });

  it('makes its folder and file private again', () => {
    assert.equal(modeOf(stateFolder(container)), '700');
    assert.equal(modeOf(stateFile(container)), '600');
  });

  it('writes nothing of ours anywhere else', () => {
    const others = readdirSync(container.data).filter(
      (name) => !USER_DIRECTORY.test(name) && name !== 'probe',
    );
    assert.deepEqual(others, [basename(stateFolder(container))]);
    for (const name of readdirSync(stateFolder(container)))
      assert.match(name, new RegExp(`^${ACCOUNT}\\.session`));
  });

  it('prints no secret', () => {
    for (const [name, secret] of Object.entries(SECRETS))
      assert.ok(!nodeRed.output.includes(secret.trim()), name);
  });

  it('ends in good order when the container is stopped', async () =>
    assert.equal(await nodeRed.terminate(), 0));
});
