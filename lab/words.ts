import type { PolicyName } from './run';

/** What a policy is called on the page, and what it does. */
export interface PolicyWords {
  readonly title: string;
  /** Where there is little room. */
  readonly short: string;
  /** Its rules, in Markdown. */
  readonly rules: string;
  /** Who does so, in Markdown. */
  readonly source: string;
}

const repository = (path: string): string => `[${path}](https://github.com/${path})`;

export const WORDS: Readonly<Record<PolicyName, PolicyWords>> = {
  none: {
    title: 'no correction',
    short: 'no correction',
    rules: 'The valve believes what it feels.',
    source: 'most homes',
  },
  'every message': {
    title: 'each reading sent on at once',
    short: 'each reading sent on',
    rules: 'Whenever the sensor says something, that is sent as the true temperature.',
    source: 'the first flow or automation that comes to mind',
  },
  'library by cron': {
    title: 'py-netatmo-truetemp every half hour',
    short: 'py-netatmo-truetemp',
    rules: 'The newest reading, however old, is sent every 30 minutes when it differs by 0.1 °C.',
    source: `a timer and ${repository('P4uLT/py-netatmo-truetemp')}, which leaves it to its user when to call it`,
  },
  siewers: {
    title: 'NetatmoTrueTempSync',
    short: 'NetatmoTrueTempSync',
    rules:
      'Looks every 10 minutes and sends a difference from 0.05 to 1 °C; a larger one is not trusted. Made for Netatmo’s own weather modules.',
    source: repository('siewers/NetatmoTrueTempSync'),
  },
  garni: {
    title: 'garni-netatmo-sync',
    short: 'garni-netatmo-sync',
    rules:
      'Looks every 5 minutes and sends a difference from 0.3 to 6 °C, every 15 minutes at most. As it comes: its option to correct only while the heating is wrong is off.',
    source: repository('mkulle/garni-netatmo-sync'),
  },
  ours: {
    title: 'this package',
    short: 'this package',
    rules:
      'The sensor is wired to a **set truetemp** node in mode _follow a sensor_, with nothing set: [its rules](follow.md).',
    source: 'the very code that you install',
  },
  rules: {
    title: 'this package without foresight',
    short: 'without foresight',
    rules: 'The same by what the sensor says now, whatever the days before have taught.',
    source: 'a node with [foresight](follow.md#foresight) switched off',
  },
  oracle: {
    title: 'a valve that knows the room',
    short: 'the best possible',
    rules: 'It feels the air of the room, exactly and at once. Nobody can do better with this regulator.',
    source: 'does not exist; the measure for all others',
  },
};
