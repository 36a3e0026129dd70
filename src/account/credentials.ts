import { createHash } from 'node:crypto';
import { NetatmoError } from '../cloud/errors';
import { Secret } from '../cloud/secret';
import type { Credentials } from '../cloud/sign-in';
import { MASK, variableIn } from '../setting';

/** The process's environment and the files that it names, passed in. */
export interface Environment {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads a whole text file; throws when it cannot. Only called for paths that the environment names. */
  readonly readFile: (path: string) => string;
}

type FieldName = 'username' | 'password' | 'sessionKey';

/**
 * The credential fields of an account node as Node-RED hands them over; `${VAR}` already replaced where set, by a value
 * of any type (a variable of a group or of the global settings can be a number, a switch or a buffer).
 */
export interface CredentialFields extends Readonly<Partial<Record<FieldName, unknown>>> {
  /** The same as they were entered: with the names of variables. */
  readonly entered?: Readonly<Partial<Record<FieldName, unknown>>> | undefined;
}

/** What is missing, for a dialog that says it in its own language. `name`: of a variable, null when it is no name. */
export type Missing =
  | { readonly what: 'username' | 'password' | 'other-username' }
  | { readonly what: 'variable' | 'file'; readonly name: string | null };

/** A `CREDENTIALS_MISSING` that says what is missing. */
export class CredentialsMissing extends NetatmoError {
  readonly missing: Missing;

  constructor(text: string, missing: Missing) {
    super('CREDENTIALS_MISSING', text);
    this.missing = missing;
  }
}

/** What an error may call by its name; anything else could be a password that only looks like a variable. */
const VARIABLE_NAME = /^[\w.-]{1,64}$/;

/**
 * The e-mail and password to sign in with: the node's own, else `NETATMO_USERNAME` and `NETATMO_PASSWORD`, else
 * the files named by `NETATMO_USERNAME_FILE` and `NETATMO_PASSWORD_FILE`. The password falls back only together
 * with the e-mail, so that one account's password is never sent with another's e-mail.
 * @throws NetatmoError `CREDENTIALS_MISSING`, naming the variable where there is one
 */
export function resolveCredentials(fields: CredentialFields, environment: Environment): Credentials {
  const own = value('e-mail', fields.username, fields.entered?.username)?.trim() ?? '';
  const username = own || (fallback('NETATMO_USERNAME', environment)?.trim() ?? '');
  if (username === '')
    throw new CredentialsMissing('No e-mail is given. Enter it in the account node.', { what: 'username' });
  const given = value('password', fields.password, fields.entered?.password) ?? '';
  const password = given.length > 0 ? given : passwordFallback(own, environment);
  if (password.length === 0)
    throw new CredentialsMissing('No password is given. Enter it in the account node.', { what: 'password' });
  return { username: new Secret(username), password: new Secret(password) };
}

function passwordFallback(own: string, environment: Environment): string {
  const allowed = own === '' || isSameEmail(own, fallback('NETATMO_USERNAME', environment) ?? '');
  return allowed ? (fallback('NETATMO_PASSWORD', environment) ?? '') : '';
}

/** An e-mail in the form that tells two apart. */
const normalEmail = (email: string): string => email.trim().toLowerCase();

/** Whether two texts are the same e-mail. */
export const isSameEmail = (one: string, other: string): boolean => normalEmail(one) === normalEmail(other);

/** What tells accounts apart: nodes with the same key share one. */
export function identify(
  { service }: { readonly service: string },
  credentials: Credentials,
): { readonly email: string; readonly password: string; readonly key: string } {
  const email = `${service} ${normalEmail(credentials.username.reveal())}`;
  const password = credentials.password.reveal();
  return { email, password, key: createHash('sha256').update(`${email}\n${password}`).digest('hex') };
}

/** The node's home id, else `NETATMO_HOME_ID`, else its file. */
export const resolveHomeId = (own: unknown, environment: Environment): string =>
  (value('home id', own)?.trim() ?? '') || (fallback('NETATMO_HOME_ID', environment)?.trim() ?? '');

/** The key texts of the session file: the one that is written with, and old ones accepted for reading. */
export interface SessionKeys {
  readonly current: Secret | null;
  readonly old: readonly Secret[];
}

/**
 * `NETATMO_SESSION_KEY` (or its file) replaces the key in the node. What was written under the node's own key, or
 * under `NETATMO_SESSION_KEY_OLD`, can still be read.
 */
export function resolveSessionKeys(fields: CredentialFields, environment: Environment): SessionKeys {
  const given = (text: string | undefined): Secret[] => (text ? [new Secret(text)] : []);
  const [current, ...old] = [
    ...given(fallback('NETATMO_SESSION_KEY', environment)),
    ...given(value('session key', fields.sessionKey, fields.entered?.sessionKey)),
  ];
  if (!current) return { current: null, old: [] };
  return { current, old: [...old, ...given(environment.env['NETATMO_SESSION_KEY_OLD'])] };
}

/** @throws CredentialsMissing for a field whose variable is not set, or holds anything but a text of its own */
function value(what: string, field: unknown, entered: unknown = field): string | undefined {
  if (field === undefined || field === null) return undefined;
  if (typeof field !== 'string' || field === MASK)
    throw missingVariable(what, variableIn(entered), 'is not a text');
  // Node-RED leaves the name where the variable is not set.
  const variable = variableIn(field);
  if (variable !== undefined) throw missingVariable(what, variable, 'is not set');
  return field;
}

function missingVariable(what: string, variable: string | undefined, fault: string): CredentialsMissing {
  const name = variable !== undefined && VARIABLE_NAME.test(variable) ? variable : null;
  return new CredentialsMissing(
    `${name ?? 'A variable here'} ${fault} (${what}). Set this environment variable where Node-RED runs, or enter the value in the account node.`,
    { what: 'variable', name },
  );
}

/** A variable of the process, else the file that `<name>_FILE` names, without its final line break. */
function fallback(name: string, environment: Environment): string | undefined {
  const direct = environment.env[name];
  if (direct === MASK) throw missingVariable('credentials', name, 'is not a text');
  if (direct !== undefined && direct !== '') return direct;
  const path = environment.env[`${name}_FILE`];
  if (path === undefined || path === '') return undefined;
  const fault = (text: string): CredentialsMissing =>
    new CredentialsMissing(text, { what: 'file', name: `${name}_FILE` });
  let text: string;
  try {
    text = environment.readFile(path).replace(/\r?\n$/, '');
  } catch {
    throw fault(
      `Unreadable file: the one that the environment variable ${name}_FILE names. Check its path and permissions.`,
    );
  }
  if (text !== MASK) return text;
  throw fault(
    `Unreadable file: the one that the environment variable ${name}_FILE names holds the dots that the editor shows, not what they stand for. Write that into it.`,
  );
}
