import { bars } from './charts/bars';
import { twoDays } from './charts/two-days';
import { PAGE, pageOf, type Told } from './page';
import { scenarioOf } from './scenarios';

/** The winter of which two days are drawn. */
const SEED = 1;

const IMAGES = 'docs/images';
export const TWO_DAYS = `${IMAGES}/lab-two-days.svg`;

/** The two days that the page shows. */
export const twoDaysFile = (): Promise<string> => twoDays(scenarioOf('T1'), SEED);

/** What follows from the figures alone: the page and its bars, as texts of files by their path in the repository. */
export const filesOf = async (told: Told): Promise<ReadonlyMap<string, string>> =>
  new Map([
    [PAGE, await pageOf(told)],
    [
      `${IMAGES}/lab-comfort.svg`,
      bars(told.results, {
        title: 'Comfort error, °C',
        description: 'How far the room is from its target under each way to correct it, in each scenario.',
        of: 'comfortError',
        digits: 2,
        most: 1,
      }),
    ],
    [
      `${IMAGES}/lab-corrections.svg`,
      bars(told.results, {
        title: 'Corrections per day',
        description: 'How often each way corrects the room, in each scenario.',
        of: 'corrections',
        digits: 0,
        most: 100,
      }),
    ],
  ]);
