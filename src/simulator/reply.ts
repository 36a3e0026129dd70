import type { ServerResponse } from 'node:http';
import { epoch } from './time';

/** An answer of the cloud before it goes onto the wire. */
export interface Reply {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | Buffer;
}

export const withHeaders = (reply: Reply, ...headers: [string, string][]): Reply => ({
  ...reply,
  headers: [...reply.headers, ...headers],
});

export const html = (status: number, title: string, body = ''): Reply => ({
  status,
  headers: [['content-type', 'text/html; charset=UTF-8']],
  body: `<!DOCTYPE html>\n<html lang="en"><head><title>${title}</title></head><body>${body}</body></html>\n`,
});

export const json = (status: number, body: unknown): Reply => ({
  status,
  headers: [['content-type', 'application/json; charset=utf-8']],
  body: JSON.stringify(body),
});

/** @param location absolute, as the real cloud sends it */
export const redirect = (location: string, status = 302): Reply => ({
  status,
  headers: [
    ['content-type', 'text/html; charset=UTF-8'],
    ['location', location],
  ],
  body: '',
});

/** The API's error envelope, pretty-printed with CRLF as captured in home-assistant/core#158845. */
export const apiError = (status: number, code: number, message: string): Reply => ({
  ...json(status, null),
  body: JSON.stringify({ error: { code, message } }, null, 2).replaceAll('\n', '\r\n'),
});

/** The API's envelope of a success; `now` is house time in ms. */
export const apiOk = (now: number, body?: unknown): Reply =>
  json(200, {
    ...(body === undefined ? {} : { body }),
    status: 'ok',
    time_exec: 0.02,
    time_server: epoch(now),
  });

/** Puts an answer onto the wire, without a date of this machine. */
export const sendReply = (response: ServerResponse, { status, headers, body }: Reply): void => {
  response.sendDate = false;
  response.statusCode = status;
  for (const [name, value] of headers) response.appendHeader(name, value);
  if (!response.hasHeader('content-length')) response.setHeader('content-length', Buffer.byteLength(body));
  response.end(body);
};
