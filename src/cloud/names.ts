/** No name of a home, room or module that people give is longer, characters. */
const MAX_NAME_LENGTH = 128;

/** Embeddings, overrides and isolates of writing direction; line and paragraph separators. U+200D stays: it joins emoji. */
const DIRECTION_MARKS = /[\u202a-\u202e\u2066-\u2069\u2028\u2029]/g;
/** Line breaks, tabs, and what terminals take for a command. */
const CONTROL_CHARACTERS = /\p{Cc}/gu;

/** A text without the marks that would turn its surroundings around, wherever it is shown. */
export const withoutDirectionMarks = (text: string): string => text.replace(DIRECTION_MARKS, '');

/** A name as it may be shown, logged and sent on: data in one line, no layout. '' when nothing is left of it. */
export const cleanName = (text: string): string =>
  cut(withoutDirectionMarks(text).replace(CONTROL_CHARACTERS, '').trim(), MAX_NAME_LENGTH).trimEnd();

/** The first `length` characters of a text, without half of one at the end. */
export const cut = (text: string, length: number): string => {
  if (text.length <= length) return text;
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
};
