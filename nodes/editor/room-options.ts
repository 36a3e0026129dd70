import { SEPARATOR } from './room-label';

/** From so many rooms on, a list of them can be searched. */
const SEARCHED_FROM = 15;

/** A room in the list of a dialog, or a line that stands for none. */
export interface RoomOption {
  readonly value: string;
  /** The name of its home; missing where it is not known. */
  readonly home?: string;
  readonly room: string;
  /** "22.4 °C" and what else is told of it; missing or '' where nothing is. */
  readonly reading?: string;
}

/**
 * Writes "Home › Room · 22.4 °C" so that a name in another direction moves nothing, and that where there is little
 * room the names are cut, first the home's, and never the temperature.
 */
export function showOption(shown: JQuery, option: RoomOption | undefined): void {
  if (!option) return;
  const { home, room, reading } = option;
  shown.append(
    ...(home === undefined ? [] : [part('bdi', 'home', home), part('span', 'between', SEPARATOR)]),
    part('bdi', 'room', room),
    ...(reading ? [part('span', 'reading', ` · ${reading}`)] : []),
  );
}

function part(tag: 'bdi' | 'span', name: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = `netatmo-option-${name}`;
  made.textContent = text;
  if (tag === 'bdi') made.title = text;
  return made;
}

/**
 * Node-RED's menu of a typed field whose options are these: writes them in parts, and where there are many makes them
 * searchable. The menu is made anew with each change of the type.
 */
export function decorateMenu(field: JQuery, options: readonly RoomOption[], search: string): void {
  const { optionMenu: menu } = field.typedInput('instance');
  if (!menu || menu.hasClass('netatmo-options')) return;
  menu.addClass('netatmo-options');
  const entries = menu.children('a');
  entries.each((_at, entry) => {
    const line = $('<span>');
    showOption(
      line,
      options.find(({ value }) => value === entry.getAttribute('value')),
    );
    $(entry).empty().append(line);
  });
  if (entries.length <= SEARCHED_FROM) return;
  const box = makeSearchable(menu, entries, search);
  // After Node-RED has given the focus to the chosen entry.
  const opener = field.next().find('.red-ui-typedInput-option-trigger').off(SEARCH);
  opener.on(`click${SEARCH} keydown${SEARCH}`, () =>
    setTimeout(() => box.filter(':visible').trigger('focus')),
  );
}

/** The namespace of our handlers on Node-RED's own button. */
const SEARCH = '.netatmo';

function makeSearchable(menu: JQuery, entries: JQuery, name: string): JQuery {
  const search = $('<input type="search" autocomplete="off">')
    .attr({ placeholder: name, 'aria-label': name })
    .prependTo(menu);
  search.on('input', () => {
    const wanted = String(search.val()).trim().toLowerCase();
    entries.detach(); // Node-RED's arrow keys go from one child of the menu to the next
    menu
      .css('height', 'auto')
      .append(entries.filter((_at, entry) => entry.textContent.toLowerCase().includes(wanted)));
  });
  search.on('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault(); // else it presses the button that gets the focus
    menu.children('a').first().trigger('click');
  });
  // Who begins to type in the list means the search.
  menu.on('keydown', ({ key, target }) => {
    if (key.length === 1 && target !== search[0]) search.trigger('focus');
  });
  return search;
}
