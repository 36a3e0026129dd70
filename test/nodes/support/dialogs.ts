import assert from 'node:assert/strict';
import { admin, asEditor } from './bench';
import { ACCOUNT, LOGIN } from './flows';

const ROOMS = `/netatmo-truetemp/${ACCOUNT}/rooms`;
export const TEST = `/netatmo-truetemp/${ACCOUNT}/test`;

/** What the dialogs get. */
export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: {
    readonly at: string;
    readonly homes?: readonly {
      readonly id: string;
      readonly name: string;
      readonly rooms: readonly { readonly name: string; readonly readAt: string }[];
    }[];
    readonly error?: { readonly code: string; readonly message: string; readonly retryAfterMs?: number };
  };
}

/** Asks for the rooms of an account. */
export const list = async (headers: Record<string, string> = {}, path = ROOMS): Promise<Answer> =>
  await admin()
    .get(path)
    .set({ ...(await asEditor()), ...headers });
/** Presses the test button. */
export const press = async (
  body: object = LOGIN,
  headers: Record<string, string> = {},
  path = TEST,
): Promise<Answer> =>
  await admin()
    .post(path)
    .set({ ...(await asEditor()), ...headers })
    .send({ service: 'netatmo', ...body });
/** The names of the rooms in a good answer. */
export const found = ({ status, headers, body }: Answer): string[] => {
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(headers['cache-control'], 'no-store');
  return (body.homes ?? []).flatMap(({ rooms }) => rooms.map(({ name }) => name));
};
/** Status and code of a refusal, which holds nothing that is secret. */
export const refusal = ({ status, headers, body }: Answer): unknown => {
  assert.equal(headers['cache-control'], 'no-store');
  assert.equal(body.homes, undefined);
  assert.doesNotMatch(JSON.stringify(body), /demo@|demo password|a secret/);
  return [status, body.error?.code];
};
/** Of the simulated home. */
export const DEMO_ROOMS = ['Living room', 'Kitchen', 'Bedroom', 'Bathroom'];
