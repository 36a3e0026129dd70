import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import * as v from 'valibot';
import { CredentialsMissing, type Missing } from '../src/account/credentials';
import { type Clock, iso } from '../src/clock';
import { NetatmoError, type ErrorCode, SignInNeeded } from '../src/cloud/errors';
import type { AdminError } from './dialog-answers';

/** The header in which a dialog shows that it could read {@link giveToken}'s answer. */
const TOKEN_HEADER = 'x-netatmo-truetemp';

/** Of this process. Whoever may open the editor may have it; a web page of another origin cannot read it. */
const token = Buffer.from(randomBytes(32).toString('base64url'));

/** Gives the editor's own page the token that all other requests of our dialogs must carry. */
export const giveToken: RequestHandler = (_req, res) => reply(res, 200, { token: token.toString() });

/**
 * Refuses what another web page made the browser send, before anything is looked up. Such a page can send pictures,
 * forms and requests, but not this header without a preflight, and it cannot read the token to put into it
 * (https://fetch.spec.whatwg.org/#http-cors-protocol). Names of hosts are not compared: behind a proxy they mean
 * nothing, and a page can forge the forwarded ones.
 */
export const withToken: RequestHandler = (req, res, next) => {
  const shown = Buffer.from(req.get(TOKEN_HEADER) ?? '');
  if (shown.length === token.length && timingSafeEqual(shown, token)) next();
  else reply(res, 403, { error: { code: 'FORBIDDEN', message: 'Only the editor may ask this.' } });
};

/**
 * The one way in which our admin answers leave: nobody keeps them, and no page of another origin can read them. Node-RED
 * before 5 lets any origin read its admin answers, and `httpAdminCors` any that it names
 * (`@node-red/editor-api/lib/index.js`).
 */
function reply(res: Response, status: number, body: unknown): void {
  res.removeHeader('Access-Control-Allow-Origin');
  res.status(status).set('cache-control', 'no-store').json(body);
}

/** Whether whoever sent a request passes a further guard of Node-RED's, which would else answer the request itself. */
export const isAllowed = (guard: RequestHandler, req: Request): Promise<boolean> =>
  new Promise((resolve) => {
    const refused = {
      status: () => refused,
      setHeader: () => refused,
      end: () => resolve(false),
    } as unknown as Response;
    guard(req, refused, () => resolve(true));
  });

/** A failure of the dialog's request itself. */
export class HttpError extends NetatmoError {
  constructor(
    readonly httpStatus: number,
    code: ErrorCode,
    message: string,
    readonly missing?: Missing,
  ) {
    super(code, message);
  }
}

/** `application/json`, with parameters or without; not `application/jsonfoo`. */
const JSON_TYPE = /^application\/json\s*(?:;|$)/i;

/**
 * What a POST holds; only JSON is taken, which no form of another page can send.
 * @throws HttpError 400
 */
export function bodyOf<T>(req: Request, schema: v.GenericSchema<unknown, T>): T {
  const body = v.safeParse(schema, req.body);
  if (body.success && JSON_TYPE.test(req.headers['content-type'] ?? '')) return body.output;
  throw new HttpError(400, 'CONFIG', 'This dialog is not understood. Reload the editor.');
}

/**
 * Runs a handler whose failure is an answer too. Each answer tells what time it is here: a browser's clock may be off,
 * and the accounts may live by a faster one.
 */
export function answer(clock: Pick<Clock, 'now'>, work: (req: Request) => Promise<object>): RequestHandler {
  return (req, res, next) => {
    const tell = (status: number, body: object): void =>
      reply(res, status, { at: iso(clock.now()), ...body });
    Promise.resolve()
      .then(() => work(req))
      .then(
        (body) => tell(200, body),
        (error: unknown) => tell(statusOf(error), { error: errorBody(error) }),
      )
      // An answer that cannot leave any more is Node-RED's to end, and no reason for the process to.
      .catch(next);
  };
}

/** The account is fine, the cloud or the credentials are not. */
const BAD_GATEWAY = 502;

const statusOf = (error: unknown): number => {
  if (error instanceof HttpError) return error.httpStatus;
  return error instanceof SignInNeeded ? 409 : BAD_GATEWAY;
};

function errorBody(error: unknown): AdminError {
  if (error instanceof NetatmoError) {
    const { code, message, retryAfterMs } = error;
    const missing =
      error instanceof CredentialsMissing || error instanceof HttpError ? error.missing : undefined;
    return {
      code,
      message,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...(missing && { missing }),
    };
  }
  if (error instanceof SignInNeeded)
    return {
      code: 'SIGN_IN_NEEDED',
      message: 'Not signed in yet. Press "Sign in and list rooms" in the account, or send a message.',
    };
  return { code: 'CLOUD_ERROR', message: 'Something unexpected went wrong. Please report it.' };
}
