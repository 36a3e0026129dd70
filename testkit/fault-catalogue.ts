import { gzipSync } from 'node:zlib';
import { DELETED_TOKEN_COOKIE, TOKEN_COOKIE } from '../src/simulator/cookies';
import type { Drip } from './delivery';
import type { Fault } from './faults';
import { apiError, html, json, redirect, withHeaders, type Reply } from '../src/simulator/reply';

type Headers = Readonly<Record<string, string>>;

/** This answer; the request has no effect. */
const refuse = (reply: Reply): Fault => ({ isProcessed: false, edit: () => reply });
/** The real answer, changed; the request has its effect. */
const change = (edit: (reply: Reply) => Reply): Fault => ({ isProcessed: true, edit });

/** Any status, body and headers. The request has no effect. */
export const answer = (status: number, body = '', headers: Headers = {}): Fault =>
  refuse({ status, body, headers: Object.entries(headers) });

/** The request has its effect, but this is what comes back, e.g. a 503. */
export const answerAfter = (status: number, body = '', headers: Headers = {}): Fault =>
  change(() => ({ status, body, headers: Object.entries(headers) }));

/** A gateway's HTML page: 500, 502, 503, 504 (openhab-addons#13853). */
export const gateway = (status: number): Fault => {
  const title = `${status} ${status === 502 ? 'Bad Gateway' : 'Service Temporarily Unavailable'}`;
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body><center>nginx</center></body>\r\n</html>\r\n`;
  return answer(status, body, { 'content-type': 'text/html', server: 'nginx' });
};

/** 403 with no body: a gateway's fault, not the token's, as P4uLT/py-netatmo-truetemp takes it. */
export const emptyForbidden = (): Fault => answer(403);

export const htmlForbidden = (): Fault => refuse(html(403, '403 Forbidden'));

/** An HTML page with 200 where JSON belongs (ioBroker.netatmo-crawler#95). */
export const htmlPage = (): Fault => refuse(html(200, 'Netatmo'));

/** The API's own envelope, e.g. 403/2, 403/13, 429/11, 429/26. @param retryAfter seconds or an HTTP date */
export const code = (status: number, number: number, message: string, retryAfter?: string): Fault => {
  const reply = apiError(status, number, message);
  return refuse(retryAfter === undefined ? reply : withHeaders(reply, ['retry-after', retryAfter]));
};

/** 403 with an error in words alone. */
export const forbiddenInWords = (message = 'Access token expired'): Fault =>
  refuse(json(403, { error: { message } }));

/** Any JSON with 200, e.g. `{error: {code, message}}` or `{status: 'failed'}`. The request has no effect. */
export const okBut = (body: unknown): Fault => refuse(json(200, body));

/** The real answer with its body changed by `edit`, e.g. one field of a payload. */
export const editJson = (edit: (body: unknown) => unknown): Fault =>
  change((reply) => ({ ...reply, body: JSON.stringify(edit(JSON.parse(String(reply.body)))) }));

/** Only the first `bytes` of the real body; without a declared length nobody can see that on the wire. */
export const truncate = (bytes: number, declaresLength: boolean): Fault => ({
  isProcessed: true,
  delivery: { how: 'cut', bytes, declaresLength },
});

/** The connection is destroyed; the request has no effect. */
export const resetBefore = (): Fault => ({ isProcessed: false, delivery: { how: 'reset' } });

/** The request has its effect, then the connection is destroyed. */
export const resetAfter = (): Fault => ({ isProcessed: true, delivery: { how: 'reset' } });

/** No answer, ever. @param isProcessed whether the request has its effect */
export const hang = (isProcessed = false): Fault => ({ isProcessed, delivery: { how: 'hang' } });

/** The request waits for `gate`, then goes on as usual. */
export const hold = (gate: Promise<void>): Fault => ({ isProcessed: true, gate });

/** The real answer, in pieces that the test pulls from `drip`. */
export const drip = (source: Drip): Fault => ({ isProcessed: true, delivery: { how: 'drip', drip: source } });

/** A body of spaces: valid before JSON, and larger than anybody should read. */
export const huge = (bytes: number): Fault =>
  change((reply) => ({ ...reply, body: Buffer.concat([Buffer.alloc(bytes, ' '), Buffer.from(reply.body)]) }));

/** The real answer, gzipped unasked. @param padding spaces before it; many of them make a bomb */
export const gzip = (padding = 0): Fault =>
  change((reply) => ({
    ...withHeaders(reply, ['content-encoding', 'gzip']),
    body: gzipSync(Buffer.concat([Buffer.alloc(padding, ' '), Buffer.from(reply.body)])),
  }));

/** One header of `bytes` characters. */
export const hugeHeader = (bytes: number): Fault =>
  change((reply) => withHeaders(reply, ['x-long', 'x'.repeat(bytes)]));

/** `count` cookies for all of netatmo.com. */
export const manyCookies = (count: number): Fault =>
  change((reply) =>
    withHeaders(
      reply,
      ...Array.from({ length: count }, (_, index): [string, string] => [
        'set-cookie',
        `flood${index}=x; Domain=.netatmo.com; Path=/; Secure`,
      ]),
    ),
  );

/** One more cookie on the real answer, e.g. for a foreign domain. */
export const extraCookie = (cookie: string): Fault =>
  change((reply) => withHeaders(reply, ['set-cookie', cookie]));

/** A redirect to anywhere. The request has no effect. */
export const redirectTo = (location: string, status = 302): Fault => refuse(redirect(location, status));

/** Renewal leads over checklogin: keychain sends on to it, and the cookies come from there. */
export const overCheckLogin = (): Fault =>
  redirectTo(
    'https://auth.netatmo.com/access/checklogin?next_url=https://home.netatmo.com/control/dashboard',
  );

/** The real answer, but the token cookie is taken back instead of set. */
export const deletedToken = (): Fault =>
  change((reply) => {
    const headers = reply.headers.filter(([, value]) => !value.startsWith(`${TOKEN_COOKIE}=`));
    return withHeaders({ ...reply, headers }, DELETED_TOKEN_COOKIE);
  });
