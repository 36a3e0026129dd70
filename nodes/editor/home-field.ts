import type { HomeInList } from '../dialog-answers';

/** What a home field can hold beside the id of a home, e.g. `*` for all. */
export interface SpecialHome {
  readonly value: string;
  readonly label: string;
}

/** A home's id in a text field: the known homes are suggested, and the name of the one chosen is told beneath. */
export interface HomeField {
  offer(homes: readonly HomeInList[]): void;
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
  const show = (homes: readonly HomeInList[]): void => {
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

/**
 * A button for each home beneath the field that holds its id, where there is more than one to choose from: nobody
 * knows the ids of his homes. Pressing the chosen one again leaves the field empty.
 */
export function homeButtons(
  input: HTMLInputElement,
  row: HTMLElement,
): (homes: readonly HomeInList[]) => void {
  const mark = (): void => {
    for (const button of row.querySelectorAll('button'))
      button.setAttribute('aria-pressed', String(button.value === input.value.trim()));
  };
  $(input).on('input change', mark);
  return (homes) => {
    row.hidden = homes.length < 2;
    row.replaceChildren(
      ...homes.map(({ id, name }) => {
        const button = document.createElement('button');
        button.type = 'button';
        button.className = 'red-ui-button red-ui-button-small';
        button.value = id;
        button.textContent = name;
        $(button).on('click', () => {
          input.value = input.value.trim() === id ? '' : id;
          $(input).trigger('change');
        });
        return button;
      }),
    );
    mark();
  };
}
