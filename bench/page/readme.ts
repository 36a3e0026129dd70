import { OURS } from '../day/home';
import type { FullRun } from '../results';
import { totalOf } from '../size';
import { named, number } from './words';

const BEGIN = '<!-- numbers: npm run bench -- --page -->';
const END = '<!-- /numbers -->';

/** The three numbers that the README quotes. */
const numbersOf = ({ results: { day, messages, size } }: FullRun): string => {
  const ours = named(day, OURS);
  return `- **${number(ours.requests)} requests a day** keep ten rooms right whose sensors send a value a minute, and none of them
  is refused.
- **${number(messages.own, 1)} µs** of your processor go into a value that needs nothing from Netatmo, as most do.
- **${number(totalOf(size), 1)} MB** are installed, with everything that it brings along.`;
};

/** The README with the numbers of this run between its two marks. */
export function withNumbers(readme: string, run: FullRun): string {
  const [before, rest] = readme.split(BEGIN);
  const [, after] = rest?.split(END) ?? [];
  if (before === undefined || after === undefined) throw new Error(`The README has no ${BEGIN} … ${END}`);
  return `${before}${BEGIN}\n\n${numbersOf(run)}\n\n${END}${after}`;
}
