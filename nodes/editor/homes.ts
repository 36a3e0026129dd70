import { latestOnly } from './latest';

/** A room as the admin endpoints describe it; temperatures in °C. */
export interface Room {
  readonly id: string;
  readonly name: string;
  readonly type: string | null;
  readonly measuredTemperature: number | null;
  readonly setpointTemperature: number | null;
  /** 0–100 */
  readonly heatingPower: number | null;
  readonly reachable: boolean | null;
  /** The correction that the cloud says is active. */
  readonly offset: number | null;
  /** ISO 8601 */
  readonly readAt: string;
  /** Of the module whose battery is the emptiest. */
  readonly batteryState: string | null;
}

export interface Home {
  readonly id: string;
  readonly name: string;
  readonly rooms: readonly Room[];
}

export interface Missing {
  readonly what: 'username' | 'password' | 'other-username' | 'variable' | 'file';
  readonly name?: string | null;
}

/** Why there is no list: the HTTP status (0 = no answer at all) and what the package said, where it did. */
export interface Failure {
  readonly status: number;
  readonly code?: string;
  readonly message?: string;
  /** ms after which asking again makes sense. */
  readonly retryAfterMs?: number;
  /** What a sign-in lacks; `name` is a variable's, null when it may not be told. */
  readonly missing?: Missing;
}

export type Answer = { readonly homes: readonly Home[] } | { readonly failure: Failure };

/** What the account dialog holds, as the test endpoint takes it. */
export interface AccountDraft {
  readonly service: string;
  readonly username: string;
  readonly password: string;
  readonly limitPer10s: number;
  readonly limitPerHour: number;
}

/** The homes and rooms of a deployed account. Never signs in. */
export function listHomes(accountId: string): Promise<Answer> {
  return ask({ url: `${path(accountId)}/rooms`, method: 'GET' });
}

/** Signs in with what the dialog holds, deployed or not. */
export function testAccount(accountId: string, draft: AccountDraft): Promise<Answer> {
  const data = JSON.stringify(draft);
  return ask({ url: `${path(accountId)}/test`, method: 'POST', contentType: 'application/json', data });
}

/**
 * `listHomes` for a dialog's field: an answer that comes after the next question, or after the dialog went, is
 * dropped. Node-RED announces the chosen account several times while a dialog opens, so a repeated question waits
 * for the answer under way.
 */
export function homesFor(element: Element, use: (answer: Answer) => void): (accountId: string) => void {
  let underWay: string | undefined;
  const latest = latestOnly<Answer>(element, (answer) => {
    underWay = undefined;
    use(answer);
  });
  return (accountId) => {
    if (accountId === underWay) return;
    underWay = accountId;
    latest(accountId === '' ? Promise.resolve(NO_ACCOUNT) : listHomes(accountId));
  };
}

/** The answer for '', that is, before an account was chosen. */
export const NO_ACCOUNT: Answer = { failure: { status: 0 } };

/** Relative on purpose: Node-RED adds the editor's access token to jQuery requests with relative addresses only. */
const path = (accountId: string): string => `netatmo-truetemp/${encodeURIComponent(accountId)}`;

function ask(request: JQueryAjaxSettings): Promise<Answer> {
  return new Promise((resolve) => {
    $.ajax({ ...request, dataType: 'json', cache: false })
      .done((body: unknown) => resolve(isHomes(body) ? body : { failure: failureOf(200, body) }))
      .fail((reply) => resolve({ failure: failureOf(reply.status, reply.responseJSON) }));
  });
}

const isHomes = (body: unknown): body is { homes: Home[] } =>
  typeof body === 'object' && body !== null && 'homes' in body && Array.isArray(body.homes);

function failureOf(status: number, body: unknown): Failure {
  const said = (body as { error?: Omit<Failure, 'status'> } | undefined)?.error;
  return { ...said, status };
}
