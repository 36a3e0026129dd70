import type { EditedNode } from './red';

/** The element of the open dialog with this id, of the kind it has in the template. */
export function field<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The dialog has no ${kind.name} #${id}`);
  return found;
}

/** The text or hidden input of the open dialog with this id. */
export const input = (id: string): HTMLInputElement => field(id, HTMLInputElement);

/**
 * A property missing in a stored node means its default. Node-RED shows it as an empty field or an unticked box,
 * and Done would store that; so the fields of missing properties get their defaults first.
 */
export function fillMissing(node: EditedNode, prefix: 'node-input' | 'node-config-input'): void {
  for (const [property, { value, type }] of Object.entries(node._def.defaults)) {
    const ownedByNodeRed = type !== undefined; // the list of accounts
    if (ownedByNodeRed || Reflect.get(node, property) !== undefined) continue;
    const found = document.getElementById(`${prefix}-${property}`);
    if (found instanceof HTMLInputElement && found.type === 'checkbox') found.checked = value === true;
    else $(`#${prefix}-${property}`).val(String(value));
  }
}

/** Node-RED's value for "add new" in a list of config nodes, and what older versions use for none. */
const NO_ACCOUNT = ['', '_ADD_'];

/**
 * Calls back with the chosen account's id ('' = none), at first and at every change; Node-RED also announces one
 * after the account itself was edited.
 */
export function onAccount(use: (accountId: string) => void): void {
  const select = field('node-input-account', HTMLSelectElement);
  const tell = (): void => use(NO_ACCOUNT.includes(select.value) ? '' : select.value);
  $(select).on('change', tell);
  tell();
}

/**
 * A number in a text field: half of Europe types a comma, Node-RED stores a point. It is no `type="number"`,
 * because that would silently empty a stored `${NAME}`.
 */
export const numberField = (number: HTMLInputElement): void =>
  tidyField(number, (text) => text.trim().replace(',', '.'));

/** A text field that brings what was typed into the form that is stored. */
export function tidyField(text: HTMLInputElement, tidy: (text: string) => string): void {
  $(text).on('change', () => {
    const tidied = tidy(text.value);
    if (tidied === text.value) return;
    text.value = tidied;
    $(text).trigger('change'); // Node-RED has judged the old text already
  });
}

/**
 * Says beneath a field, in words, what is wrong with it; Node-RED itself only frames it in red. While it does, the
 * field's hint makes room, so that nothing else moves.
 * @returns judges the field anew, for when what it may be has changed
 */
export function problemLine(judged: HTMLInputElement, check: (text: string) => true | string): () => void {
  const row = judged.closest('.form-row');
  const hint = row?.querySelector<HTMLElement>('.netatmo-hint') ?? null;
  const line = document.createElement('div');
  line.className = 'netatmo-hint netatmo-wrong';
  line.id = `${judged.id}-problem`;
  row?.append(line);
  const described = judged.getAttribute('aria-describedby');
  judged.setAttribute('aria-describedby', described ? `${described} ${line.id}` : line.id);
  const judge = (): void => {
    const verdict = check(judged.value);
    const wrong = verdict !== true;
    judged.setAttribute('aria-invalid', String(wrong));
    line.textContent = wrong ? verdict : '';
    line.hidden = !wrong;
    if (hint) hint.hidden = wrong;
  };
  $(judged).on('input change', judge);
  judge();
  return judge;
}

/**
 * Gives a typed field the name of its label: Node-RED puts one of its own in its place, which has none.
 * @param source the name of its button that chooses where the value comes from
 */
export function nameTypedField(id: string, source: string): void {
  const label = document.querySelector(`label[for="${id}"]`);
  const shown = document.getElementById(id)?.nextElementSibling;
  if (!label || !shown) return;
  label.id = `${id}-label`;
  shown.setAttribute('role', 'group');
  for (const named of [shown, ...shown.querySelectorAll('input')])
    named.setAttribute('aria-labelledby', label.id);
  shown.querySelector('.red-ui-typedInput-type-select')?.setAttribute('aria-label', source);
  for (const button of shown.querySelectorAll('button')) {
    button.id = `${id}-${[...button.classList].at(-1) ?? ''}`;
    button.setAttribute('aria-labelledby', `${label.id} ${button.id}`);
  }
}

/** A button that shows only an icon: its name is read aloud and shows when the mouse rests on it. */
export function iconButton(id: string, name: string, press: () => void): void {
  const button = field(id, HTMLButtonElement);
  button.title = name;
  button.setAttribute('aria-label', name);
  $(button).on('click', press);
}
