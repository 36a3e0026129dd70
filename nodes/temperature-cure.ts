import { toNumber } from '../src/correction/input';
import type { Texts } from './runtime';

/** What sensors and home automation systems call a temperature. */
const FIELDS = ['temperature', 'Temperature', 'state', 'value', 'tmp', 'tC'] as const;

const COMMA = /^\s*[-+]?\d+,\d+\s*$/;
/** In °F a room has 50 at least and a hot one less than this. */
const FAHRENHEIT = { above: 50, most: 120 };

/**
 * What to do about a value that is no temperature, in the language of this Node-RED; undefined when nobody can tell.
 * @param name of the property that it came from: `msg.payload`
 */
export function cureOf(texts: Texts, name: string, value: unknown): string | undefined {
  if (typeof value === 'object' && value !== null) {
    const [field, number] = temperatureIn(value) ?? [];
    return field && texts.own('cure.object', { name, field, value: String(number) });
  }
  if (typeof value === 'string' && COMMA.test(value))
    return texts.own('cure.comma', { name, value: value.trim(), instead: value.trim().replace(',', '.') });
  const number = toNumber(value);
  if (number === undefined || number <= FAHRENHEIT.above || number > FAHRENHEIT.most) return undefined;
  const instead = (((number - 32) * 5) / 9).toFixed(1);
  return texts.own('cure.fahrenheit', { name, value: String(number), instead });
}

/** The first field that holds one. An object may do as it likes when it is read. */
function temperatureIn(value: object): readonly [field: string, number: number] | undefined {
  try {
    for (const field of FIELDS) {
      const number = toNumber(Object.hasOwn(value, field) ? Reflect.get(value, field) : undefined);
      if (number !== undefined) return [field, number];
    }
  } catch {
    // A getter or a proxy that throws holds no temperature.
  }
  return undefined;
}
