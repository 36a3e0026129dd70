import { ask } from './ask';
import { latestOnly } from './latest';
import type { Reply } from './reply';

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

export type Answer = Reply<{ readonly homes: readonly Home[] }>;

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
  return ask(accountId, 'rooms', isHomes);
}

/** Signs in with what the dialog holds, deployed or not. */
export function testAccount(accountId: string, draft: AccountDraft): Promise<Answer> {
  return ask(accountId, 'test', isHomes, draft);
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

const isHomes = (body: object): body is { homes: Home[] } => 'homes' in body && Array.isArray(body.homes);
