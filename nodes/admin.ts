import type { Request } from 'express';
import type { NodeAPI } from 'node-red';
import * as v from 'valibot';
import { isSameEmail } from '../src/account/credentials';
import { ACCOUNT_TYPE } from '../src/account/deleted-nodes';
import { MASK, variableIn } from '../src/setting';
import { accountDefinition } from './account-definition';
import type { AccountNodes, RunningAccount } from './account-nodes';
import { answer, bodyOf, giveToken, HttpError, isAllowed, withToken } from './admin-http';
import { diagnose } from './diagnostics';
import type { RoomList } from './dialog-answers';
import { roomList, roomListOf } from './room-list';
import { asNetatmoError } from './runtime';

const testBody = v.object({
  service: v.picklist(['netatmo', 'simulated']),
  username: v.optional(v.pipe(v.string(), v.maxLength(320)), ''),
  password: v.optional(v.pipe(v.string(), v.maxLength(1_000)), ''),
  limitPer10s: v.optional(v.unknown()),
  limitPerHour: v.optional(v.unknown()),
});

/**
 * The requests that our edit dialogs make. They carry no secret of an account back, take no address, and need the
 * rights of the editor; where Node-RED has no users everybody has them, so each must show the token, which no foreign
 * web page can read.
 */
export function serveDialogs(RED: NodeAPI, nodes: AccountNodes): void {
  const { httpAdmin, auth } = RED;
  const { clock } = nodes;
  httpAdmin.get('/netatmo-truetemp/token', auth.needsPermission('netatmo-account.read'), giveToken);
  httpAdmin.get(
    '/netatmo-truetemp/:id/rooms',
    auth.needsPermission('netatmo-account.read'),
    withToken,
    answer(clock, (req) => rooms(nodes, req)),
  );
  httpAdmin.get(
    '/netatmo-truetemp/:id/diagnostics',
    auth.needsPermission('netatmo-account.read'),
    withToken,
    answer(clock, (req) => diagnose(RED, nodes, findRunning(nodes, req))),
  );
  httpAdmin.post(
    '/netatmo-truetemp/:id/test',
    auth.needsPermission('netatmo-account.write'),
    withToken,
    answer(clock, (req) => journaled(nodes, 'admin.test', req, () => test(RED, nodes, req))),
  );
  httpAdmin.post(
    '/netatmo-truetemp/:id/forget',
    auth.needsPermission('netatmo-account.write'),
    withToken,
    answer(clock, (req) => journaled(nodes, 'admin.forget', req, () => forget(nodes, req))),
  );
}

/** The rooms of a deployed account, for lists; never signs in. */
async function rooms(nodes: AccountNodes, req: Request): Promise<RoomList> {
  const account = deployed(nodes, req).account();
  return roomListOf(account, await account.peek());
}

/** Signs in with what the dialog holds and reads all homes. */
async function test(RED: NodeAPI, nodes: AccountNodes, req: Request): Promise<RoomList> {
  const { username, password, ...properties } = bodyOf(req, testBody);
  const id = idOf(req);
  const entered = { username, password: password === MASK ? storedPassword(RED, id, username) : password };
  const read = await variables(RED, nodes, req);
  const fields = { username: read(entered.username), password: read(entered.password), entered };
  const isTyped = password !== '' && password !== MASK;
  return roomList(await nodes.accounts.test(accountDefinition(id, properties, fields), isTyped));
}

/** Ends the session of a deployed account. Does not touch what limits signing in. */
async function forget(nodes: AccountNodes, req: Request): Promise<object> {
  bodyOf(req, v.object({}));
  await deployed(nodes, req).account().forgetSession();
  return {};
}

/** Writes down that somebody pressed a button, and what came of it. */
async function journaled(
  { journal }: AccountNodes,
  event: 'admin.test' | 'admin.forget',
  req: Request,
  work: () => Promise<object>,
): Promise<object> {
  try {
    const result = await work();
    journal.own({ event, outcome: 'done' }, req);
    return result;
  } catch (error) {
    journal.own({ event, outcome: asNetatmoError(error).code }, req);
    throw error;
  }
}

/** The stored password of an account node, only ever for the e-mail that it is stored with. */
function storedPassword(RED: NodeAPI, id: string, username: string): string {
  // Any node's credentials can be had by its id; another service's password is not ours to send.
  const stored = isAccount(RED, id)
    ? (RED.nodes.getCredentials(id) as { readonly username?: string; readonly password?: string } | null)
    : null;
  if (!stored) {
    throw new HttpError(409, 'CREDENTIALS_MISSING', 'The password is not stored yet. Enter it.', {
      what: 'password',
    });
  }
  if (!isSameEmail(stored.username ?? '', username)) {
    throw new HttpError(400, 'CREDENTIALS_MISSING', 'The e-mail was changed. Enter its password.', {
      what: 'other-username',
    });
  }
  return stored.password ?? '';
}

/** Whether the flows hold an account node of this id, running or not. */
function isAccount(RED: NodeAPI, id: string): boolean {
  let found = false;
  RED.nodes.eachNode((node) => (found ||= node.id === id && node.type === ACCOUNT_TYPE));
  return found;
}

/**
 * Node-RED replaces `${VAR}` when it deploys; a dialog's fields are not deployed, so it is done here. Only for whoever
 * may deploy, and so read any variable: to others none exists.
 */
async function variables(
  RED: NodeAPI,
  nodes: AccountNodes,
  req: Request,
): Promise<(text: string) => unknown> {
  if (!(await isAllowed(RED.auth.needsPermission('flows.write'), req))) return (text) => text;
  const node = RED.nodes.getNode(findRunning(nodes, req)?.id ?? idOf(req));
  return (text) => {
    const name = variableIn(text);
    if (name === undefined) return text;
    const value: unknown = RED.util.evaluateNodeProperty(name, 'env', node, {});
    return value === undefined || value === '' ? text : value;
  };
}

/** The account node that a dialog means, also by its id in a subflow's template. */
function findRunning(nodes: AccountNodes, req: Request): RunningAccount | undefined {
  const id = idOf(req);
  return nodes.running.get(id) ?? [...nodes.running.values()].find((each) => each.alias === id);
}

/** @throws HttpError 404 */
function deployed(nodes: AccountNodes, req: Request): RunningAccount {
  const found = findRunning(nodes, req);
  if (!found) throw new HttpError(404, 'CONFIG', 'The account is not deployed yet.');
  return found;
}

const idOf = (req: Request): string => String(req.params['id']);
