import { inspect } from 'node:util';

/** A canary found where it must not be. */
export interface Hit {
  readonly place: string;
  readonly canary: string;
  readonly form: string;
}

interface Needle {
  readonly text: string;
  readonly canary: string;
  readonly form: string;
}

/** Every needle is at least this long, so that chance finds none. */
const SHORTEST = 8;

/** Knows the secrets of a run and finds them in any text, however they are written. Letter case does not matter. */
export class LeakNet {
  readonly #canaries = new Map<string, string>();
  readonly #needles = new Map<string, Needle[]>();

  get size(): number {
    return this.#canaries.size;
  }

  /** How many canaries there are of each kind. */
  get kinds(): Readonly<Record<string, number>> {
    const kinds: Record<string, number> = {};
    for (const name of this.#canaries.values()) kinds[name] = (kinds[name] ?? 0) + 1;
    return kinds;
  }

  /** Adds a secret; texts too short to be one are left out. */
  add(name: string, text: string): void {
    if (text.length < SHORTEST || this.#canaries.has(text)) return;
    this.#canaries.set(text, name);
    for (const [form, written] of formsOf(text)) {
      const needle = { text: written.toLowerCase(), canary: name, form };
      const head = needle.text.slice(0, SHORTEST);
      if (head.length === SHORTEST) this.#needles.set(head, [...(this.#needles.get(head) ?? []), needle]);
    }
  }

  /** Each canary in each form that stands in `text`, once. */
  find(place: string, text: string): Hit[] {
    const hits = new Map<string, Hit>();
    const folded = text.toLowerCase();
    for (let at = 0; at <= folded.length - SHORTEST; at += 1) {
      for (const { text: needle, canary, form } of this.#needles.get(folded.slice(at, at + SHORTEST)) ?? [])
        if (folded.startsWith(needle, at)) hits.set(`${canary} ${form}`, { place, canary, form });
    }
    return [...hits.values()];
  }
}

/** The ways in which a text may be written on its way through headers, URLs, JSON, logs and dumps. */
function formsOf(text: string): Map<string, string> {
  const json = JSON.stringify(text).slice(1, -1);
  const forms: [string, string][] = [
    ['raw', text],
    ['percent-encoded', encodeURIComponent(text)],
    ['form-encoded', new URLSearchParams({ x: text }).toString().slice(2)],
    ['decoded', decoded(text)],
    ['JSON', json],
    ['JSON in JSON', JSON.stringify(json).slice(1, -1)],
    ['inspected', inspect(text).slice(1, -1)],
    ['hex', Buffer.from(text).toString('hex')],
    ...base64Forms(text),
  ];
  const seen = new Set<string>();
  return new Map(forms.filter(([, written]) => !seen.has(written) && seen.add(written)));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Base64 inside of a longer base64 text looks different at each of three offsets; the ends are cut off. */
function base64Forms(text: string): [string, string][] {
  return ['', 'x', 'xx'].flatMap((before, offset): [string, string][] => {
    const bytes = Buffer.from(before + text);
    const cut = (written: string): string => written.slice(offset === 0 ? 0 : 4).replace(/.{0,3}=*$/, '');
    return [
      [`base64 at ${offset}`, cut(bytes.toString('base64'))],
      [`base64url at ${offset}`, cut(bytes.toString('base64url'))],
    ];
  });
}

/** Everything that a value can be made to say: as text, as JSON, and all of its properties, hidden ones too. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const everything = {
    showHidden: true,
    depth: Infinity,
    getters: true,
    maxArrayLength: Infinity,
    maxStringLength: Infinity,
  };
  const texts = [inspect(value, everything), inspect(value), json(value)];
  if (value instanceof Error)
    texts.push(value.toString(), value.stack ?? '', textOf(Object.fromEntries(Object.entries(value))));
  return texts.join('\n');
}

function json(value: unknown): string {
  try {
    const text = JSON.stringify(value) as string | undefined; // Undefined for functions and the like.
    return text ?? '';
  } catch {
    return ''; // A circle; inspect has shown it.
  }
}
