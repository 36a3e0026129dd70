import type { ModeName } from '../../src/correction/settings';
import { field, input, numberField, problemLine, tidyField } from './fields';
import { decimal } from './format';
import type { EditedNode } from './red';
import { type Setting, SETTING_NAMES, tidyQuietHours, whenEmpty } from './settings';
import { checkQuietHours, checkSetting, modeOf } from './validators';

const KEY = 'netatmo-set-truetemp.';
const settingInput = (name: Setting): HTMLInputElement => input(`node-input-${name}`);

/** Connects the mode with its settings: which of them show, what an empty one means, and what is wrong with them. */
export function modeField(node: EditedNode): void {
  const mode = field('node-input-mode', HTMLSelectElement);
  const hint = field('netatmo-mode-hint', HTMLElement);
  const quietHours = input('node-input-quietHours');
  for (const name of SETTING_NAMES) numberField(settingInput(name));
  tidyField(quietHours, tidyQuietHours);
  const judges = [
    ...SETTING_NAMES.map((name) => problemLine(settingInput(name), (text) => checkSetting(node, name, text))),
    problemLine(quietHours, (text) => checkQuietHours(node, text)),
  ];
  const groups = followGroups(node);
  let shown: ModeName | undefined;
  const show = (): void => {
    const chosen = modeOf(node);
    if (chosen === shown) return; // Node-RED announces a change of every field when it opens the dialog
    const byHand = shown !== undefined;
    shown = chosen;
    $('.netatmo-follow-only').toggle(chosen === 'follow');
    hint.textContent = node._(`${KEY}hint.${chosen}`);
    for (const name of SETTING_NAMES) {
      const value = whenEmpty(name, chosen);
      if (value !== undefined) settingInput(name).placeholder = decimal(value);
    }
    for (const judge of judges) judge();
    // Who has just chosen to follow should see what that means; later the summaries of the folded groups tell.
    if (byHand) groups.unfold(chosen === 'follow');
  };
  $(mode).on('change', show);
  show();
}

interface Groups {
  unfold(open: boolean): void;
}

/** The folded groups of follow's settings; what is set in one stands beside its title. */
function followGroups(node: EditedNode): Groups {
  const groups = [...document.querySelectorAll<HTMLDetailsElement>('details.netatmo-group')];
  const summarise = (): void => {
    for (const group of groups) {
      const told = group.querySelector('.netatmo-summary');
      if (told) told.textContent = summaryOf(node, group.dataset['group'] ?? '');
    }
  };
  $(groups).on('input change', summarise);
  summarise();
  return {
    unfold(open) {
      for (const group of groups) group.open = open;
    },
  };
}

function summaryOf(node: EditedNode, group: string): string {
  const value = (name: Setting): string =>
    settingInput(name).value.trim() || decimal(whenEmpty(name, 'follow') ?? 0);
  const values = Object.fromEntries(SETTING_NAMES.map((name) => [name, value(name)]));
  if (group !== 'pauses') return node._(`${KEY}summary.${group}`, values);
  const quietHours = input('node-input-quietHours').value;
  return [
    node._(`${KEY}summary.${input('node-input-onlyWhenWrong').checked ? 'onlyWhenWrong' : 'always'}`),
    node._(`${KEY}summary.window`, values),
    quietHours === ''
      ? node._(`${KEY}summary.noQuietHours`)
      : node._(`${KEY}summary.quietHours`, { quietHours }),
  ].join(' · ');
}
