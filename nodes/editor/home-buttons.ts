import type { Home } from './homes';

/**
 * A button for each home beneath the field that holds its id, where there is more than one to choose from: nobody
 * knows the ids of his homes. Pressing the chosen one again leaves the field empty.
 */
export function homeButtons(input: HTMLInputElement, row: HTMLElement): (homes: readonly Home[]) => void {
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
