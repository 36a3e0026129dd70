import type { Missing } from '../../src/account/credentials';
import { latch, RETRY_LATCH_MS } from '../../src/cloud/latch';
import type { HomeInList } from '../dialog-answers';
import type { Answer, Failure } from './admin-client';
import { readingOf, timeIn } from './format';
import { type EditedNode, errorText } from './red';

const KEY = 'netatmo-account.test.';
/** Each error code has a section of its own there. */
const ERRORS = 'https://github.com/truetemp/node-red-netatmo/blob/main/docs/errors.md#';
/** Failures whose own text, in English, tells what a help cannot know: which setting, which page of Netatmo. */
const WORTH_REPORTING: ReadonlySet<string> = new Set([
  'CONFIG',
  'SIGN_IN_BLOCKED',
  'CLOUD_ERROR',
  'BAD_RESPONSE',
]);

/** The cloud's definite no, which holds for this e-mail and password and for no other. */
const REFUSALS: ReadonlySet<string> = new Set(latch.entries.code.options);
const isRefusal = (code = ''): boolean => REFUSALS.has(code);

/** Writes what the test found. Names come from outside, so all of it goes in as text, never as HTML. */
export function showResult(output: HTMLElement, node: EditedNode, answer: Answer, isDemo: boolean): void {
  if ('homes' in answer) showHomes(output, node, answer.homes, isDemo);
  else showFailure(output, node, answer.failure);
}

/** Writes a line without an outcome, e.g. that the test runs; '' empties the output. */
export function showLine(output: HTMLElement, text: string): void {
  output.dataset['outcome'] = '';
  output.replaceChildren(...(text ? [element('p', text)] : []));
}

function showHomes(
  output: HTMLElement,
  node: EditedNode,
  homes: readonly HomeInList[],
  isDemo: boolean,
): void {
  const found = isDemo ? 'demo' : 'found';
  const key = homes.length > 0 ? found : 'noHomes';
  output.dataset['outcome'] = 'success';
  output.replaceChildren(element('p', node._(KEY + key)), ...homes.flatMap((home) => homeLines(node, home)));
}

function homeLines(node: EditedNode, home: HomeInList): HTMLElement[] {
  const title = element('strong');
  title.append(element('bdi', home.name));
  if (home.rooms.length === 0) return [title, element('p', node._(`${KEY}noRooms`))];
  const rooms = element('ul');
  for (const room of home.rooms) {
    const reading = readingOf(room, node._('netatmo-account.test.unreachable'));
    const line = element('li');
    line.append(element('bdi', room.name));
    if (reading) line.append(' ', element('span', `· ${reading}`, 'netatmo-reading'));
    rooms.append(line);
  }
  return [title, ...(home.failure ? [element('p', errorText(home.failure))] : []), rooms];
}

function showFailure(output: HTMLElement, node: EditedNode, failure: Failure): void {
  const { code, message, retryAfterMs } = failure;
  const title = errorText(code) || node._(KEY + (failure.status === 401 ? 'forbidden' : 'noAnswer'));
  const help = nextStep(node, failure);
  const lines = [element('strong', title)];
  if (help) lines.push(element('p', help));
  const wait = retryAfterMs ?? (isRefusal(code) ? RETRY_LATCH_MS : 0);
  if (wait > 0)
    lines.push(element('p', node._(KEY + (isRefusal(code) ? 'retrySame' : 'retry'), { time: timeIn(wait) })));
  if (message && (!help || WORTH_REPORTING.has(code ?? '')))
    lines.push(element('p', message, 'netatmo-facts'));
  if (code && help) lines.push(moreAbout(node, code));
  output.dataset['outcome'] = 'error';
  output.replaceChildren(...lines);
}

/** What the user can do about a failure, in his language; '' when nobody knows. */
export function nextStep(node: EditedNode, { code, missing }: Omit<Failure, 'status'>): string {
  if (missing) return whatIsMissing(node, missing);
  if (!code) return '';
  const key = `netatmo-account.help.${code}`;
  const text = node._(key);
  return text.endsWith(key) ? '' : text;
}

/** Names the field, variable or file that a sign-in lacks. */
export function whatIsMissing(node: EditedNode, missing: Missing): string {
  const name = 'name' in missing ? missing.name : undefined;
  const key = missing.what === 'variable' && !name ? 'nameless' : missing.what;
  return node._(`netatmo-account.missing.${key}`, name ? { name } : {});
}

function moreAbout(node: EditedNode, code: string): HTMLElement {
  const link = document.createElement('a');
  link.href = ERRORS + code.toLowerCase();
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
  link.textContent = node._(`${KEY}more`);
  return link;
}

function element(tag: string, text = '', className = ''): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  return made;
}
