import { scenario, type Scenario } from './scenario';

/**
 * What nobody outside Netatmo knows for sure, each way it could be: how corrections add up, when they show, how often
 * a valve reports, how it regulates.
 */
export const TEN: readonly Scenario[] = [
  scenario(
    'T1',
    'corrections add up and show with the next report, every 5–10 min; steps of 0.5 °C',
    'Netatmo adds each correction to those before it. The valve reports every 5 to 10 minutes, in steps of half a degree, ' +
      'and a correction shows with the next report. The little that is known speaks for this one; each of the others ' +
      'differs from it in one thing.',
  ),
  scenario(
    'T2',
    'as T1, but the valve only opens and shuts',
    'The valve knows only open and shut, so the room goes up and down even with the best reading.',
    { house: { regulator: 'on-off' } },
  ),
  scenario(
    'T3',
    'as T1, but a report every 15–45 min',
    'A valve far from the relay: it reports only every 15 to 45 minutes, so whoever is impatient corrects one error ' +
      'several times.',
    { house: { reportMinutes: [15, 45] } },
  ),
  scenario(
    'T4',
    'as T1, but sensor and valve fail every day',
    'Every day the sensor twice sends a value that is 2.5 °C too high, is silent for seven hours, and Netatmo loses sight ' +
      'of the valve for three.',
    { hasTroubles: true },
  ),
  scenario(
    'T5',
    'as T1, but a correction shows at once',
    'A correction shows in the valve’s reading at once. That forgives impatience: no error is seen twice.',
    { house: { semantics: 'immediate' } },
  ),
  scenario(
    'T6',
    'as T1, but a correction replaces the one before',
    'A correction replaces the one before it. Then sending the same one twice does no harm.',
    { house: { semantics: 'absolute' } },
  ),
  scenario('T7', 'T6 with the failures of T4', 'The same, with a sensor and a valve that fail every day.', {
    house: { semantics: 'absolute' },
    hasTroubles: true,
  }),
  scenario(
    'T8',
    'as T1, but steps of 0.1 °C',
    'The reading comes in steps of a tenth of a degree, as that of Netatmo’s wall thermostat.',
    { house: { resolution: 0.1 } },
  ),
  scenario(
    'T9',
    'as T1, but a report every 30–120 min',
    'A valve that can hardly be reached: it reports every half hour to two hours.',
    { house: { reportMinutes: [30, 120] } },
  ),
  scenario(
    'T10',
    'corrections are accepted and do nothing',
    'Netatmo says yes to every correction and does nothing, as it may one day without a word. Nobody can help the room; ' +
      'the question is who notices.',
    { house: { semantics: 'none' }, hasEffect: false },
  ),
];
