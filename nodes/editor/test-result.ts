import { roomLine, timeIn } from './format';
import type { Answer, Failure, Home } from './homes';
import { errorText, type EditedNode } from './red';

const KEY = 'netatmo-account.test.';

/** Writes what the test found. Names come from outside, so all of it goes in as text, never as HTML. */
export function showResult(output: HTMLElement, node: EditedNode, answer: Answer): void {
  if ('homes' in answer) showHomes(output, node, answer.homes);
  else showFailure(output, node, answer.failure);
}

/** Writes a line without an outcome, e.g. that the test runs; '' empties the output. */
export function showLine(output: HTMLElement, text: string): void {
  output.dataset['outcome'] = '';
  output.replaceChildren(...(text ? [element('p', text)] : []));
}

function showHomes(output: HTMLElement, node: EditedNode, homes: readonly Home[]): void {
  const key = homes.length > 0 ? 'found' : 'noHomes';
  output.dataset['outcome'] = 'success';
  output.replaceChildren(element('p', node._(KEY + key)), ...homes.flatMap((home) => homeLines(node, home)));
}

function homeLines(node: EditedNode, home: Home): HTMLElement[] {
  const title = element('strong', home.name);
  if (home.rooms.length === 0) return [title, element('p', node._(`${KEY}noRooms`))];
  const rooms = element('ul');
  for (const room of home.rooms) {
    rooms.append(element('li', roomLine(room, node._('netatmo-account.test.unreachable'))));
  }
  return [title, rooms];
}

function showFailure(output: HTMLElement, node: EditedNode, failure: Failure): void {
  const title =
    errorText(failure.code ?? '') || node._(KEY + (failure.status === 401 ? 'forbidden' : 'noAnswer'));
  const lines = [element('strong', title)];
  if (failure.message) lines.push(element('p', failure.message));
  if (failure.retryAfterMs)
    lines.push(element('p', node._(`${KEY}retry`, { time: timeIn(failure.retryAfterMs) })));
  output.dataset['outcome'] = 'error';
  output.replaceChildren(...lines);
}

function element(tag: string, text = ''): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}
