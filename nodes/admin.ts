import type { Request, RequestHandler, Response } from 'express';
import type { NodeAPI } from 'node-red';
import * as v from 'valibot';
import { NetatmoError } from '../src/cloud/errors';
import { SignInNeeded } from '../src/cloud/session';
import type { CredentialFields } from '../src/account/credentials';
import type { ListedHome } from '../src/home/homes';
import { accountDefinition } from './account-definition';
import { ACCOUNT_TYPE, type AccountNodes, type RunningAccount } from './account-nodes';
import { listedRoom } from './listed-room';

/** What Node-RED's editor shows, and sends back, for a stored password. */
const STORED = '__PWRD__';

const testBody = v.object({
  service: v.picklist(['netatmo', 'simulated']),
  username: v.optional(v.pipe(v.string(), v.maxLength(320)), ''),
  password: v.optional(v.pipe(v.string(), v.maxLength(1_000)), ''),
  limitPer10s: v.optional(v.unknown()),
  limitPerHour: v.optional(v.unknown()),
});

/**
 * The two requests that our edit dialogs make. They carry no secret back, take no address, and need the rights of
 * the editor; where Node-RED has no users everybody has them, so a request that a foreign web page caused is
 * refused in any case.
 */
export function serveDialogs(RED: NodeAPI, nodes: AccountNodes): void {
  const { httpAdmin, auth } = RED;
  httpAdmin.get(
    '/netatmo-truetemp/:id/rooms',
    auth.needsPermission('netatmo-account.read'),
    ownPage,
    answer((req, stop) => rooms(nodes, req, stop)),
  );
  httpAdmin.post(
    '/netatmo-truetemp/:id/test',
    auth.needsPermission('netatmo-account.write'),
    ownPage,
    answer((req, stop) => test(RED, nodes, req, stop)),
  );
}

/** The rooms of a deployed account, for lists; never signs in. */
async function rooms(nodes: AccountNodes, req: Request, stop: AbortSignal): Promise<ListedHome[]> {
  const found = findRunning(nodes, req);
  if (!found) throw new HttpError(404, 'CONFIG', 'The account is not deployed yet.');
  return found.account().peek(stop);
}

/** Signs in with what the dialog holds and reads all homes. */
async function test(
  RED: NodeAPI,
  nodes: AccountNodes,
  req: Request,
  stop: AbortSignal,
): Promise<ListedHome[]> {
  const body = v.safeParse(testBody, req.body);
  if (!body.success || req.headers['content-type']?.startsWith('application/json') !== true) {
    throw new HttpError(
      400,
      'CONFIG',
      'The dialog sent something that this version does not understand. Reload the editor.',
    );
  }
  const { username, password, ...properties } = body.output;
  const id = idOf(req);
  const fields = {
    username: variable(RED, nodes, req, username),
    password: variable(RED, nodes, req, password === STORED ? storedPassword(RED, id, username) : password),
  };
  const { account, done } = nodes.accounts.tryOut(accountDefinition(id, properties, fields));
  try {
    return await account.test(stop);
  } finally {
    await done();
  }
}

/** The stored password of an account node, only ever for the e-mail that it is stored with. */
function storedPassword(RED: NodeAPI, id: string, username: string): string {
  // Any node's credentials can be had by its id; another service's password is not ours to send.
  const stored = isAccount(RED, id) ? (RED.nodes.getCredentials(id) as CredentialFields | null) : null;
  if (!stored) throw new HttpError(409, 'CREDENTIALS_MISSING', 'The password is not stored yet. Enter it.');
  if ((stored.username ?? '').trim().toLowerCase() !== username.trim().toLowerCase()) {
    throw new HttpError(400, 'CREDENTIALS_MISSING', 'The e-mail was changed. Enter its password.');
  }
  return stored.password ?? '';
}

/** Whether the flows hold an account node of this id, running or not. */
function isAccount(RED: NodeAPI, id: string): boolean {
  let found = false;
  RED.nodes.eachNode((node) => (found ||= node.id === id && node.type === ACCOUNT_TYPE));
  return found;
}

/** Node-RED replaces `${VAR}` when it deploys; a dialog's fields are not deployed, so it is asked to do so here. */
function variable(RED: NodeAPI, nodes: AccountNodes, req: Request, text: string): string {
  const name = /^\$\{(\S+)\}$/.exec(text)?.[1];
  if (name === undefined) return text;
  const node = RED.nodes.getNode(findRunning(nodes, req)?.id ?? idOf(req));
  const value: unknown = RED.util.evaluateNodeProperty(name, 'env', node, {});
  return typeof value === 'string' && value !== '' ? value : text;
}

/** The account node that a dialog means, also by its id in a subflow's template. */
function findRunning(nodes: AccountNodes, req: Request): RunningAccount | undefined {
  const id = idOf(req);
  return nodes.running.get(id) ?? [...nodes.running.values()].find((each) => each.alias === id);
}

const idOf = (req: Request): string => String(req.params['id']);

/** Refuses what another web page made the browser send. Node-RED before 5 lets any origin read its admin answers. */
const ownPage: RequestHandler = (req, res, next) => {
  if (isOwnPage(req)) next();
  else reply(res, 403, { error: { code: 'FORBIDDEN', message: 'Only the editor may ask this.' } });
};

/**
 * Browsers say where a request comes from in `Sec-Fetch-Site`, but only to https and to this machine
 * (https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header); elsewhere `Origin` tells, which comes with every
 * POST and with every GET whose answer another origin could read.
 */
function isOwnPage({ headers }: Request): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const { origin, host } = headers;
  // A proxy in front (Home Assistant's, say) may have put its own name into `Host`.
  const ours = [host, headers['x-forwarded-host']].flat().map((each) => each?.toLowerCase());
  return origin === undefined || (URL.canParse(origin) && ours.includes(new URL(origin).host));
}

/** A failure of the dialog's request itself. */
class HttpError extends NetatmoError {
  constructor(
    readonly httpStatus: number,
    code: ConstructorParameters<typeof NetatmoError>[0],
    message: string,
  ) {
    super(code, message);
  }
}

/** Runs a handler whose failure is an answer too; gives up when the dialog is gone. */
function answer(work: (req: Request, stop: AbortSignal) => Promise<ListedHome[]>): RequestHandler {
  return (req, res) => {
    const gone = new AbortController();
    res.on('close', () => gone.abort(new NetatmoError('CLOSED', 'The dialog was closed.')));
    Promise.resolve()
      .then(() => work(req, gone.signal))
      .then(
        (found) => reply(res, 200, { homes: found.map(briefly) }),
        (error: unknown) => reply(res, statusOf(error), { error: errorBody(error) }),
      );
  };
}

function reply(res: Response, status: number, body: unknown): void {
  res.status(status).set('cache-control', 'no-store').json(body);
}

/** The account is fine, the cloud or the credentials are not. */
const BAD_GATEWAY = 502;

const statusOf = (error: unknown): number => {
  if (error instanceof HttpError) return error.httpStatus;
  return error instanceof SignInNeeded ? 409 : BAD_GATEWAY;
};

function errorBody(error: unknown): object {
  if (error instanceof NetatmoError) {
    const { code, message, retryAfterMs } = error;
    return { code, message, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  }
  if (error instanceof SignInNeeded)
    return {
      code: 'SIGN_IN_NEEDED',
      message: 'Not signed in yet. Press the test button of the account, or send a message.',
    };
  return { code: 'CLOUD_ERROR', message: 'Something unexpected went wrong. Please report it.' };
}

/** What a list shows of a home and its rooms. */
const briefly = ({ id, name, rooms }: ListedHome): object => ({ id, name, rooms: rooms.map(listedRoom) });
