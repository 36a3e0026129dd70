import { bars } from './charts/bars';
import { twoDays } from './charts/two-days';
import { PAGE, pageOf, type Told } from './page';
import { scenarioOf } from './scenarios';
import type { Results } from './study';
import {
  cellsOf,
  figuresIn,
  figuresInScenario,
  MONTH_COLUMNS,
  type PolicyColumn,
  scenarioCells,
  WEEK_COLUMNS,
} from './tables';

/** The winter of which two days are drawn. */
const SEED = 1;

const IMAGES = 'docs/images';
export const TWO_DAYS = `${IMAGES}/lab-two-days.svg`;

/** The two days that the page shows. */
export const twoDaysFile = (): Promise<string> => twoDays(scenarioOf('T1'), SEED);

/** What follows from the figures alone: the page and its bars, as texts of files by their path in the repository. */
export const filesOf = async (all: Told): Promise<ReadonlyMap<string, string>> => {
  const told = shown(all);
  return new Map([
    [PAGE, await pageOf(told)],
    [
      `${IMAGES}/lab-comfort.svg`,
      bars(told.ten, {
        title: 'Comfort error, °C',
        description: 'How far the room is from its target under each way to correct it, in each scenario.',
        of: 'comfortError',
        digits: 2,
        most: 1,
      }),
    ],
    [
      `${IMAGES}/lab-corrections.svg`,
      bars(told.ten, {
        title: 'Corrections per day',
        description: 'How often each way corrects the room, in each scenario.',
        of: 'corrections',
        digits: 0,
        most: 100,
      }),
    ],
  ]);
};

/** The results as tables show them, so that a chart and a sentence say what the table beside them says. */
const shown = ({ ten, others, months }: Told): Told => ({
  ten: new Map(
    [...ten].map(([scenario, figures]) => [
      scenario,
      new Map([...figures].map(([policy, of]) => [policy, figuresIn(cellsOf(of))])),
    ]),
  ),
  others: shownIn(others, WEEK_COLUMNS),
  months: shownIn(months, MONTH_COLUMNS),
});

const shownIn = (results: Results, columns: readonly PolicyColumn[]): Results =>
  new Map(
    [...results].map(([scenario, figures]) => [
      scenario,
      figuresInScenario(scenarioCells(figures, columns), columns),
    ]),
  );
