import type { Request, RequestHandler } from 'express';
import * as v from 'valibot';
import { CredentialsMissing, type Missing } from '../src/account/credentials';
import { type Clock, iso } from '../src/clock';
import { NetatmoError, type ErrorCode, SignInNeeded } from '../src/cloud/errors';
import type { AdminError } from './dialog-answers';
import { reply } from './admin-door';

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
