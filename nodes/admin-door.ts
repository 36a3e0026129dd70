import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';

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
export function reply(res: Response, status: number, body: unknown): void {
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
