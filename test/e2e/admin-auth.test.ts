import assert from 'node:assert/strict';
import { ACCOUNT, flows } from './support/flows';
import { NodeRed, type Reply } from '../support/node-red';

const TOKENS = {
  admin: '*',
  reader: 'read',
  tester: ['netatmo-account.read', 'netatmo-account.write'],
};

describe('a real Node-RED with users', () => {
  let nodeRed: NodeRed;

  let token: Record<string, string>;
  const as = (user: string): Record<string, string> =>
    user === '' ? token : { ...token, authorization: `Bearer ${user}` };
  const list = (user: string): Promise<Reply> =>
    nodeRed.ask('GET', `netatmo-truetemp/${ACCOUNT}/rooms`, undefined, as(user));
  const press = (user: string): Promise<Reply> =>
    nodeRed.ask('POST', `netatmo-truetemp/${ACCOUNT}/test`, { service: 'simulated' }, as(user));

  const diagnose = (user: string): Promise<Reply> =>
    nodeRed.ask('GET', `netatmo-truetemp/${ACCOUNT}/diagnostics`, undefined, as(user));
  const forget = (user: string): Promise<Reply> =>
    nodeRed.ask('POST', `netatmo-truetemp/${ACCOUNT}/forget`, {}, as(user));

  before(async () => {
    nodeRed = await NodeRed.start({ tokens: TOKENS });
    token = await nodeRed.asEditor({ authorization: 'Bearer admin' });
    await nodeRed.deploy(flows(), 'full', as('admin'));
  });
  after(() => nodeRed.dispose());

  const cases: readonly [who: string, user: string, reading: number, acting: number][] = [
    ['nobody', '', 401, 401],
    ['a stranger', 'stranger', 401, 401],
    ['a reader, who may list but not sign in', 'reader', 200, 401],
    ['an administrator', 'admin', 200, 200],
  ];
  for (const [who, user, reading, acting] of cases) {
    it(`answers the dialogs of ${who}`, async () => {
      assert.equal((await press(user)).status, acting);
      assert.equal((await forget(user)).status, acting);
      assert.equal((await list(user)).status, reading);
      assert.equal((await diagnose(user)).status, reading);
    });
  }

  it('tells somebody who may not deploy nothing about variables, not even whether they exist', async () => {
    const answers = await Promise.all(
      ['PATH', 'NO_SUCH_VARIABLE'].map(async (name) => {
        const draft = { service: 'netatmo', username: `\${${name}}`, password: 'x' };
        const path = `netatmo-truetemp/${ACCOUNT}/test`;
        const { status, body } = await nodeRed.ask('POST', path, draft, as('tester'));
        const { error } = body as { error: object };
        return [status, JSON.stringify(error).replaceAll(name, '…')];
      }),
    );
    assert.match(String(answers[0]), /^502,.*CREDENTIALS_MISSING/);
    assert.deepEqual(answers[0], answers[1]);
  });

  it('knows its versions', async () => {
    const { body } = await diagnose('admin');
    const { software } = body as { software: Record<string, string> };
    for (const part of ['package', 'nodeRed', 'node'])
      assert.match(software[part] ?? '', /^v?\d+\.\d+\.\d+/, part);
  });

  it('puts none of its endpoints on the public side', async () => {
    const { status } = await nodeRed.ask('GET', `netatmo-truetemp/${ACCOUNT}/rooms/`, undefined, as(''));
    assert.equal(status, 401);
  });
});
