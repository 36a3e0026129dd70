import { type PolicyName, run } from '../run';
import type { Scenario } from '../scenarios';
import { WORDS } from '../words';
import { drawing, element, line, words } from '../../drawing/svg';
import { DAY_MINUTES } from '../../src/clock';

/** A room at one time, °C. */
interface Sample {
  readonly air: number;
  readonly believed: number;
  readonly setpoint: number;
}

/** Lived through in one winter of one scenario, side by side. */
const SHOWN: readonly PolicyName[] = ['none', 'every message', 'ours'];
const HOURS = 48;
const SAMPLE_MINUTES = 10;
/** Past the day that is not counted. */
const FROM_MINUTE = 1440;

/** °C at the foot of each panel, and the least at its head: as much for a degree in all of them. */
const COLDEST = 16;
const WARMEST = 23;
const DEGREE = 15;
const HOUR = 17;
const GRID = { degrees: 2, hours: 6 };
const LEFT = 48;
const RIGHT = 28;
const HEAD = 44;
const PANEL_HEAD = 30;
const PANEL_FOOT = 34;

/** Two days of a room, from midnight to midnight, under some policies: what it was, and what its valve took it for. */
export const twoDays = async (scenario: Scenario, seed: number): Promise<string> => {
  const panels: string[] = [];
  let y = HEAD;
  for (const policy of SHOWN) {
    const samples = await sampled(scenario, seed, policy);
    const warmest = Math.max(WARMEST, Math.ceil(Math.max(...samples.map(({ air }) => air))));
    panels.push(...panel(WORDS[policy].title, policy, samples, y, warmest));
    y += PANEL_HEAD + (warmest - COLDEST) * DEGREE + PANEL_FOOT;
  }
  return drawing({
    width: LEFT + HOURS * HOUR + RIGHT,
    height: y,
    title: `Two days of scenario ${scenario.id}`,
    description:
      'The temperature of one room from midnight to midnight twice. Without corrections it stays below the target. With ' +
      'each reading sent on at once it swings far above and below. With this package it is on the target.',
    parts: [...legend(), ...panels],
  });
};

const sampled = async (scenario: Scenario, seed: number, policy: PolicyName): Promise<readonly Sample[]> => {
  const samples: Sample[] = [];
  let isMidnightPast = false;
  const most = (HOURS * 60) / SAMPLE_MINUTES + 1;
  await run({
    ...{ scenario, seed, policy, days: Math.ceil(HOURS / 24) + 1 },
    onMinute: ({ air, believed, setpoint }, minute, minuteOfDay) => {
      isMidnightPast ||= minute > FROM_MINUTE && minuteOfDay === 0;
      const isDue = (minuteOfDay % DAY_MINUTES) % SAMPLE_MINUTES === 0;
      if (isMidnightPast && isDue && samples.length < most) samples.push({ air, believed, setpoint });
    },
  });
  return samples;
};

const panel = (
  title: string,
  id: string,
  samples: readonly Sample[],
  top: number,
  warmest: number,
): readonly string[] => {
  const head = top + PANEL_HEAD;
  const foot = head + (warmest - COLDEST) * DEGREE;
  const right = LEFT + HOURS * HOUR;
  const xOf = (index: number): number => LEFT + ((index * SAMPLE_MINUTES) / 60) * HOUR;
  const yOf = (temperature: number): number => foot - (temperature - COLDEST) * DEGREE;
  const curve = (of: keyof Sample): string =>
    line(
      samples.map((sample, index) => [xOf(index), yOf(sample[of])]),
      CURVES[of].className,
    );
  const degrees = count(COLDEST, warmest, GRID.degrees).flatMap((degree) => [
    line(across(LEFT, right, yOf(degree)), 'grid'),
    words(`${degree} °C`, LEFT - 6, yOf(degree) + 4, 'note', 'end'),
  ]);
  const hours = count(0, HOURS, GRID.hours).map((hour) =>
    words(`${String(hour % 24).padStart(2, '0')}:00`, LEFT + hour * HOUR, foot + 16, 'note', 'middle'),
  );
  const inside = `inside-${id.replace(/ /g, '-')}`;
  const frame = { x: LEFT, y: head, width: HOURS * HOUR, height: foot - head };
  return [
    words(title, LEFT, top + 18, 'title'),
    element('clipPath', { id: inside }, element('rect', frame)),
    ...degrees,
    ...hours,
    element('g', { 'clip-path': `url(#${inside})` }, curve('believed'), curve('setpoint'), curve('air')),
  ];
};

const CURVES = {
  air: { className: 'room', label: 'the room' },
  setpoint: { className: 'target', label: 'its target' },
  believed: { className: 'believed', label: 'what the valve takes it for' },
} as const satisfies Record<keyof Sample, { className: string; label: string }>;

const LEGEND_STEP = 150;
const SWATCH = 26;

const legend = (): readonly string[] =>
  Object.values(CURVES).flatMap(({ className, label }, index) => {
    const x = LEFT + index * LEGEND_STEP;
    return [line(across(x, x + SWATCH, 24), className), words(label, x + SWATCH + 8, 28, 'label')];
  });

const across = (from: number, to: number, y: number): readonly (readonly [number, number])[] => [
  [from, y],
  [to, y],
];

/** from, from + step … up to `to`. */
const count = (from: number, to: number, step: number): number[] =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
