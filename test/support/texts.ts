import type { NodeAPI } from 'node-red';
import { Texts } from '../../nodes/runtime';
import { systemClock, type Clock } from '../../src/clock';
import { textsOf } from './catalogues';

/** The texts of one language, as Node-RED finds them. */
export const textsIn = (language: string, clock: Pick<Clock, 'now'> = systemClock): Texts => {
  const texts = textsOf(language);
  const translate = (key: string, values: Readonly<Record<string, string>>): string =>
    String(texts.get(key.split(':')[1]!)).replace(/__(\w+?)__/g, (_, name: string) => values[name] ?? '');
  return new Texts({ _: translate } as unknown as NodeAPI, 'netatmo-set-truetemp', clock);
};
