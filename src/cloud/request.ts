import type { Dispatcher } from 'undici';
import type { CookieStore } from './cookies';
import type { Deadline } from './deadline';
import { NetatmoError } from './errors';
import { API, isAllowed, pathForPeople } from './hosts';
import { WireError, wireError } from './wire-error';

/** One request to one of the cloud's hosts. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What came back, read whole. `location` is the redirect's target, absolute, not yet judged. */
export interface HttpAnswer {
  readonly url: URL;
  readonly status: number;
  readonly location: URL | null;
  readonly retryAfter: string | null;
  readonly text: string;
}

/** What a request needs beside itself. Without cookies none are sent or kept; the API's host never gets any. */
export interface RequestContext {
  readonly dispatcher: Dispatcher;
  readonly deadline: Deadline;
  /** ms of it that must be left when the request ends. */
  readonly keptBack?: number;
  readonly cookies?: CookieStore;
  /** Called as each request begins to leave. */
  readonly onSent?: () => void;
}

/** The longest a single request may take, headers and body together, ms; a body that drips never trips an idle limit. */
const REQUEST_MS = 20_000;
/** Requests at most until a page is there, the first one counted. */
const MAX_REQUESTS = 5;
// Constant, so that the cloud sees one and the same client over the years. redcorjo/netatmo_api and
// P4uLT/py-netatmo-truetemp use this very value.
const USER_AGENT = 'netatmo-home';

/**
 * Sends one request and reads its answer; follows nothing.
 * @throws WireError when there is no usable answer; the deadline's own error when that ends first
 */
export async function request(context: RequestContext, request: HttpRequest): Promise<HttpAnswer> {
  const { method, url, body } = request;
  if (!isAllowed(url))
    throw new WireError('CLOUD_ERROR', 'A request to a foreign address was refused.', 'refused', false);
  const { keptBack = 0 } = context;
  const deadline = context.deadline.within(Math.min(REQUEST_MS, context.deadline.remaining() - keptBack));
  const cookies = url.origin === API ? undefined : context.cookies;
  const cookie = cookies?.header(url);
  let sent = false;
  try {
    deadline.throwIfEnded();
    const onSent = (): void => {
      sent = true;
      context.onSent?.();
    };
    const dispatcher = context.dispatcher.compose(watchStart(onSent));
    const exchange = dispatcher.request({
      method,
      origin: url.origin,
      path: url.pathname + url.search,
      headers: {
        // Not JSON: a Laravel page that is asked for JSON answers 401 and 422 where it redirects otherwise.
        accept: '*/*',
        'accept-encoding': 'identity',
        'user-agent': USER_AGENT,
        ...request.headers,
        ...(cookie !== undefined && { cookie }),
      },
      signal: deadline.signal,
      ...(body !== undefined && { body }),
    });
    // undici can abort only what has a connection (nodejs/undici, `lib/api/api-request.js`); without the race a request
    // that still waits for one would outlive its deadline.
    const answer = await deadline.race(exchange);
    const header = (name: string): string | null => [answer.headers[name]].flat()[0] ?? null;
    cookies?.take([answer.headers['set-cookie'] ?? []].flat(), url, timeIn(header('date')));
    const encoding = header('content-encoding');
    if (encoding !== null && encoding !== 'identity') {
      answer.body.on('error', () => undefined).destroy();
      throw new WireError(
        'BAD_RESPONSE',
        'Unreadable answer of Netatmo: it is packed, although that was not asked for. Try again later.',
        'refused',
        true,
      );
    }
    const location = header('location');
    return {
      url,
      status: answer.statusCode,
      location: location !== null && URL.canParse(location, url.href) ? new URL(location, url.href) : null,
      retryAfter: header('retry-after'),
      text: await answer.body.text(),
    };
  } catch (error) {
    throw wireError(deadline.reason ?? error, sent);
  } finally {
    deadline.dispose();
  }
}

/**
 * Sends a request and follows its redirects as a browser would, each one judged before it is taken: allowed hosts only,
 * five requests, 301–303 become GET, and nothing but a GET is ever sent on.
 * @param isEnd asked after each answer; true ends it there
 */
export async function followRedirects(
  context: RequestContext,
  first: HttpRequest,
  isEnd: (answer: HttpAnswer) => boolean = () => false,
): Promise<HttpAnswer> {
  let answer = await request(context, first);
  for (let made = 1; isRedirect(answer) && !isEnd(answer); made += 1) {
    const { location, status } = answer;
    if (location === null) throw redirectToNowhere(answer);
    if (made >= MAX_REQUESTS || !isAllowed(location) || (first.method !== 'GET' && status > 303))
      throw redirectRefused(answer);
    answer = await request(context, {
      method: 'GET',
      url: location,
      ...(location.origin === first.url.origin && first.headers && { headers: first.headers }),
    });
  }
  return answer;
}

export const isRedirect = ({ status }: HttpAnswer): boolean => [301, 302, 303, 307, 308].includes(status);

export const redirectRefused = ({ url, status }: HttpAnswer): NetatmoError =>
  new NetatmoError(
    'CLOUD_ERROR',
    `Unexpected redirect by Netatmo, which this package does not follow (${pathForPeople(url)}). If it stays so, please report this text.`,
    { status },
  );

/** The error of a redirect that does not say where to. */
export const redirectToNowhere = ({ url, status }: HttpAnswer): NetatmoError =>
  new NetatmoError(
    'BAD_RESPONSE',
    `Redirect to nowhere by Netatmo (${pathForPeople(url)}). Try again later; if it stays so, please report this text.`,
    { status },
  );

/** The time of a `Date` header, ms since the epoch; null without a readable one. */
function timeIn(header: string | null): number | null {
  const time = header === null ? NaN : Date.parse(header);
  return Number.isNaN(time) ? null : time;
}

/** Learns the moment in which a request begins to be written to its connection. */
const watchStart =
  (onStart: () => void) =>
  (dispatch: Dispatcher['dispatch']): Dispatcher['dispatch'] =>
  (options, handler) =>
    dispatch(options, {
      ...forwarding(handler),
      onRequestStart(controller, context) {
        onStart();
        handler.onRequestStart?.(controller, context);
      },
    });

/** A handler that hands everything on to `handler`, to be spread where only some of it is of interest. */
export const forwarding = (handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler => ({
  onRequestStart: (...args) => handler.onRequestStart?.(...args),
  onResponseStart: (...args) => handler.onResponseStart?.(...args),
  onResponseData: (...args) => handler.onResponseData?.(...args),
  onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
  onResponseError: (...args) => handler.onResponseError?.(...args),
});
