import type { Home } from './homes';

/** What a home field can hold beside the id of a home, e.g. `*` for all. */
export interface SpecialHome {
  readonly value: string;
  readonly label: string;
}

/** A home's id in a text field: the known homes are suggested, and the name of the one chosen is told beneath. */
export interface HomeField {
  offer(homes: readonly Home[]): void;
}

/**
 * Connects a text field with its `<datalist>` (`<id>-list`) and its line for the name (`<id>-name`), which shows
 * `hint` while there is no name to tell.
 */
export function homeField(
  input: HTMLInputElement,
  hint: string,
  special: readonly SpecialHome[] = [],
): HomeField {
  const list = document.getElementById(`${input.id}-list`);
  const name = document.getElementById(`${input.id}-name`);
  let choices = special;
  const tellName = (): void => {
    if (name) name.textContent = choices.find(({ value }) => value === input.value.trim())?.label ?? hint;
  };
  const show = (homes: readonly Home[]): void => {
    choices = [...special, ...homes.map((home) => ({ value: home.id, label: home.name }))];
    list?.replaceChildren(...choices.map(suggestion));
    tellName();
  };
  $(input).on('input change', tellName);
  show([]);
  return { offer: show };
}

function suggestion({ value, label }: SpecialHome): HTMLOptionElement {
  const option = document.createElement('option');
  option.value = value;
  option.label = label;
  return option;
}
