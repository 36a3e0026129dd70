import { format, resolveConfig } from 'prettier';
import { outsideTemperature } from '../src/simulator/climate';
import { SCHEDULE } from '../src/simulator/setpoint';
import { RESOLUTION } from '../src/simulator/room-setup';
import { COMFORT, type Figures } from './figures';
import { DAILY_WINDOW, type PolicyName, POLICIES } from './run';
import { CLOUDS, HOUSES, LIVES, type Scenario, SENSORS } from './scenarios';
import { GOOD_SENSOR } from './sensor';
import { figuresOf, type Results, STUDIES, type StudyName } from './study';
import { asMarkdown, decimals, MONTH_COLUMNS, rowsOf, scenarioRows, WEEK_COLUMNS } from './tables';
import { WORDS } from './words';

export const PAGE = 'docs/lab.md';

/** What the page tells. */
export type Told = Readonly<Record<StudyName, Results>>;

/** The page, as it must stand in the repository. */
export const pageOf = async (told: Told): Promise<string> => {
  const results = told.ten;
  const parts = [
    head(told),
    short(told),
    house(results),
    policies(),
    counted(),
    overview(results),
    '## One scenario after the other',
    ...[...results].map(([scenario, figures]) => section(scenario, figures)),
    foresight(told),
    others(told.others),
    months(told.months),
    LIMITS_OF_KNOWING,
    LIMITS,
  ];
  return format(parts.join('\n\n'), { ...(await resolveConfig(PAGE)), parser: 'markdown' });
};

const head = ({ ten, others, months }: Told): string => `# Winter days and weeks, seven ways to correct a room

Does it help, and can it do harm? A real house answers slowly and only once, so this package has a lab: a simulated room
with a radiator, a valve and a sensor, in which each way to correct it lives through the same ${STUDIES.ten.days} days, ${STUDIES.ten.seeds.length} times over
with other chances, in ${ten.size} scenarios; this package also through ${others.size} other houses, clouds, sensors and lives, and through
${STUDIES.months.days} days of those ${months.size} whose faults take weeks to show. \`npm run lab\` does it anew in a few minutes, prints these tables
and writes this page and its charts. The same winters give the same figures, and \`npm test\` lives through a part of them to see that they still
hold.`;

/** The page's first answer, with the figures that bear it out. */
const short = ({ ten: results, others, months }: Told): string => {
  const ours = effective(results).map(({ id }) => figuresOf(results, id, 'ours'));
  const range = (of: keyof Figures, digits: number): string =>
    rangeOf(
      ours.map((figures) => figures[of]),
      digits,
    );
  const pair = (id: string): string =>
    `${comfort(results, id, 'ours')} °C, where ${comfort(results, id, 'oracle')} °C is the best possible`;
  return `## In short

- **Without corrections** this room is ${comfort(results, 'T1', 'none')} °C off, all winter: the valve feels the radiator and closes too early.
- **Each reading sent on at once** makes that ${comfort(results, 'T1', 'every message')} °C, if corrections add up: one error is corrected again and
  again before the first correction shows.
- **This package** brings it to ${pair('T1')}. Over all scenarios in which a
  correction does anything it is ${range('comfortError', 2)} °C, with ${range('corrections', 1)} corrections a day, none above
  ${decimals(Math.max(...ours.map(({ largestCorrection }) => largestCorrection)), 1)} °C.
- **The other tools** keep the room about as well where the valve reports often, with ${times(results)} times as many corrections,
  and lose it where the valve reports rarely: ${span(results, 'T9')} °C off in T9.
- **In other houses**, with other valves and in changing weather, it is ${decimals(meanOf(others, HOUSES, 'ours'), 2)} °C on the mean, where ${decimals(meanOf(others, HOUSES, 'none'), 2)} is
  what it is without corrections and ${decimals(meanOf(others, HOUSES, 'oracle'), 2)} the best possible.
- **In the fourth week** of a cloud whose corrections replace the reading and which tells no \`offset\`, it is ${decimals(figuresOf(months, 'absolute, untold', 'ours').lastWeek, 2)} °C.

![The temperature of the room on two winter days: always below its target without corrections, far above and below it with each reading sent on at once, and on the target with this package](images/lab-two-days.svg)`;
};

/** The three programs that others have made. */
const TOOLS: readonly PolicyName[] = ['library by cron', 'siewers', 'garni'];

/** From the least to the most. */
const rangeOf = (values: readonly number[], digits: number): string =>
  `${decimals(Math.min(...values), digits)} to ${decimals(Math.max(...values), digits)}`;

/** How many times as much as ours the other tools correct. */
const times = (results: Results): string => {
  const corrections = (policy: PolicyName): number => figuresOf(results, 'T1', policy).corrections;
  return rangeOf(
    TOOLS.map((tool) => corrections(tool) / corrections('ours')),
    0,
  );
};

/** How far the other tools leave the room off. */
const span = (results: Results, id: string): string =>
  rangeOf(
    TOOLS.map((tool) => figuresOf(results, id, tool).comfortError),
    2,
  );

/** The mean comfort error of several scenarios. */
const meanOf = (results: Results, scenarios: readonly Scenario[], policy: PolicyName): number =>
  scenarios.reduce((sum, { id }) => sum + figuresOf(results, id, policy).comfortError, 0) / scenarios.length;

const house = (results: Results): string => {
  const { days, seeds } = STUDIES.ten;
  const { day, night, dayStarts, nightStarts } = SCHEDULE;
  const { opens, minutes } = DAILY_WINDOW;
  return `## The room

Outside it is ${minus(outsideTemperature(3 * 60))} °C at night and ${outsideTemperature(15 * 60)} °C in the afternoon, with some hours of a weak sun. The room shall have ${day} °C from ${time(dayStarts)} to ${time(nightStarts)}
and ${night} °C at night; at ${time(opens)} somebody opens the window for ${minutes} minutes. Air, walls and radiator each store heat. The valve
feels the air, the radiator beside it and its own error, all that with a delay; it opens and closes step by step, and
reports in steps of ${RESOLUTION.NRV} °C. The sensor is a good one somewhere in the room: a value every ${GOOD_SENSOR.every} minutes, right to a tenth.

The lab has to prove itself first. What is known of such rooms must come out of it, and the tests hold it to that: without
corrections a room that is 0.7 to 1 °C too cold (here ${comfort(results, 'T1', 'none')}), with a valve that knows the room hardly any error
(${comfort(results, 'T1', 'oracle')}), and with each reading sent on at once one that runs away.

Each figure is the mean of ${seeds.length} winters: other reports, other noise, other failures, the same for everybody. They are ${days} days
long; the day before them, in which everybody finds into the house, does not count.`;
};

const policies = (): string => `## Who takes part

The rules of other tools are told in our words as their source had them in 2026. They were made for other sensors and
other homes than this one, and may have changed since.

${asMarkdown(
  [
    ['way', 'what it does', 'who does so'],
    ...POLICIES.map((policy) => {
      const { title, rules, source } = WORDS[policy];
      return [`**${title}**`, rules, source];
    }),
  ],
  true,
)}`;

const counted = (): string => `## What is counted

- **comfort error**: how far the room is from its target, in °C, on the mean from ${time(SCHEDULE.dayStarts + COMFORT.after)} to ${time(COMFORT.to)}, when it
  has had time to warm up and somebody is awake.
- **overshoot**: how far it is above its target in the worst hundredth of that time, in °C; negative when it never gets there.
- **valve’s error**: how far what the valve believes is from the truth, in °C, day and night.
- **corrections**, those **of ≥ 1 °C**, and **turns** (corrections against the direction of the one before): per day. Each
  may be heard and costs the valve some battery.
- **largest** correction, in °C.
- **requests** to Netatmo per day, of all kinds. Netatmo allows an account 500 in an hour.`;

const overview = (results: Results): string => {
  const cell = (id: string, policy: PolicyName): string => {
    const { comfortError, corrections } = figuresOf(results, id, policy);
    return `${decimals(comfortError, 2)} (${decimals(corrections, 0)})`;
  };
  const ids = [...results.keys()].map(({ id }) => id);
  const rows = POLICIES.map((policy) => [WORDS[policy].title, ...ids.map((id) => cell(id, policy))]);
  return `## All at a glance

Comfort error in °C, in brackets the corrections per day.

${asMarkdown([['', ...ids], ...rows])}

![Bars of the comfort error of each way in each scenario](images/lab-comfort.svg)

![Bars of the corrections per day of each way in each scenario](images/lab-corrections.svg)

Worse than no correction at all are, by comfort:

${worse(results)}`;
};

/** In which scenarios which policies had better done nothing. */
const worse = (results: Results): string =>
  POLICIES.flatMap((policy) => {
    const ids = effective(results)
      .map(({ id }) => id)
      .filter((id) => isWorse(results, id, policy));
    return ids.length === 0 ? [] : [`- ${WORDS[policy].title}: ${ids.join(', ')}`];
  }).join('\n');

const isWorse = (results: Results, id: string, policy: PolicyName): boolean =>
  figuresOf(results, id, policy).comfortError > figuresOf(results, id, 'none').comfortError;

const section = ({ id, story }: Scenario, figures: ReadonlyMap<PolicyName, Figures>): string => `### ${id}

${story}

${asMarkdown(rowsOf(figures))}`;

/** What foresight gains over the rules alone, and where it does not. */
const foresight = ({ others: results, months }: Told): string => {
  const ids = [...results.keys()];
  const mean = (policy: PolicyName, of: keyof Figures): string =>
    decimals(ids.reduce((sum, { id }) => sum + figuresOf(results, id, policy)[of], 0) / ids.length, 2);
  const gain = (id: string, of: keyof Figures): number =>
    figuresOf(results, id, 'rules')[of] - figuresOf(results, id, 'ours')[of];
  const byGain = ids
    .map(({ id }) => ({ id, gain: gain(id, 'comfortError') }))
    .sort((a, b) => a.gain - b.gain);
  const least = byGain[0]?.id ?? '';
  const beyond = ids.filter(
    ({ id }) =>
      gain(id, 'comfortError') < -TOLERATED.comfort - NOISE ||
      gain(id, 'corrections') < -TOLERATED.corrections - NOISE,
  );
  const beyondInMonths = [...months.keys()].filter(
    ({ id }) =>
      figuresOf(months, id, 'ours').lastWeek >
      figuresOf(months, id, 'rules').lastWeek + TOLERATED.comfort + NOISE,
  );
  const inMonths = ({ id }: Scenario): string => {
    const lastWeek = (policy: PolicyName): string => decimals(figuresOf(months, id, policy).lastWeek, 2);
    return `${id} (${lastWeek('ours')}, by the rules ${lastWeek('rules')})`;
  };
  const corrections = (policy: PolicyName): string =>
    decimals(
      [...months.keys()].reduce((sum, { id }) => sum + figuresOf(months, id, policy).corrections, 0) /
        months.size,
      1,
    );
  return `## Foresight

What a valve is wrong by changes through the day with the radiator’s heat, and comes again tomorrow. The rules alone chase it;
[foresight](follow.md#foresight) learns it, and corrects for the next hours. Over the ${ids.length} scenarios below the comfort error is
${mean('ours', 'comfortError')} °C at ${mean('ours', 'corrections')} corrections a day, by the rules alone ${mean('rules', 'comfortError')} °C at ${mean('rules', 'corrections')}; the best possible is ${mean('oracle', 'comfortError')} °C.
In the four weeks it corrects ${corrections('ours')} times a day, the rules ${corrections('rules')} times.

- In the room of T1 it is ${comfort(results, 'plain', 'ours')} °C at ${decimals(figuresOf(results, 'plain', 'ours').corrections, 1)} a day, by the rules ${comfort(results, 'plain', 'rules')} °C at ${decimals(figuresOf(results, 'plain', 'rules').corrections, 1)}.
- It gains least in “${least}”: ${comfort(results, least, 'ours')} °C, by the rules ${comfort(results, least, 'rules')} °C.
- Worse than the rules by more than ${TOLERATED.comfort} °C or ${TOLERATED.corrections} correction a day it is ${beyond.length === 0 ? 'nowhere' : `in: ${beyond.map(({ id }) => id).join('; ')}`}.
- In the fourth of four weeks it is worse by more than that ${beyondInMonths.length === 0 ? 'nowhere' : `in: ${beyondInMonths.map(inMonths).join('; ')}`}.
- Why there: not for what it learns, the day learned is the same to a tenth under each cloud. At night a valve that is off by more than 1 °C is
  corrected by half a degree, and in the morning back. Where corrections add up, the two cancel out. Where a correction puts the reading
  where it says, they come to +0.3 to +0.4 °C and −0.3 to −0.7 °C, since the reading was rounded; so the room drifts within the tolerance,
  and at noon, when it exceeds it, a correction of 0.4 °C comes to 0.2 °C. Until then it is 0.2 °C too warm.
- Tried against that, in 2 winters: a valve is corrected at night only from 1.25 °C on, eight hours are looked at instead of four, and an error
  foreseen counts from two thirds of the tolerance on, or a third while the room warms up. That comes to 0.07 °C in the fourth week of
  “absolute, untold”, and over all scenarios to 0.37 °C at 2.8 corrections a day. It is not what follow does, since small corrections go out
  then: 0.28 °C in “ignores” (by the rules 0.16), and 5.8 corrections a day in “two in turn” (by the rules 4.1).
- It stands back, and the rules hold, for a valve that only opens and shuts, for a thermostat that does not tell how far it
  heats, for two valves in a room, of which the reading is a mean, for a sensor of which the sun or something else makes the days
  too uneven, for the first day, and for a room of which it has foreseen two days in a row worse than by no change at all.
- It keeps to the bounds of the rules: a correction still needs a sensor and a valve that differ by more than the tolerance, goes towards the
  sensor and never past it. Without these bounds it came 0.01 °C nearer on the mean, at one correction more in five days.`;
};

/** What foresight may be worse by, °C and corrections a day. */
const TOLERATED = { comfort: 0.03, corrections: 1 };
/** Of decimals. */
const NOISE = 1e-6;

/** The groups of the other scenarios, and what each is about. */
const GROUPS: readonly (readonly [title: string, about: string, scenarios: readonly Scenario[]])[] = [
  [
    'Other houses',
    'Other walls, other heat, other valves, and weather that changes from day to day.',
    HOUSES,
  ],
  [
    'Other clouds',
    'What Netatmo might make of a correction, and whether it tells its `offset`. **Dead** is a cloud that does nothing, **clamps** one that would have to do more than it does: there the rest of the error stays.',
    CLOUDS,
  ],
  [
    'Other sensors',
    'A sensor that lies leads the room astray, and no policy can know better; the question is how far.',
    SENSORS,
  ],
  [
    'Other lives',
    'Other schedules, and a Node-RED that starts anew at night, with or without what it knew.',
    LIVES,
  ],
];

const others = (results: Results): string => `## Other houses, clouds, sensors and lives

A week of each, ${STUDIES.others.seeds.length} winters, with a sensor that speaks every 5 minutes. The comfort error **without** corrections, **by rules**
(this package without [foresight](#foresight)), of **ours**, and the **best** possible; then of ours how far the room is off in the **worst** hundredth of that time, the **coldest** and **warmest** that it ever
was beside its target, all in °C, and the corrections a day. **Untrue settling** are the minutes a day for which an answer
said \`settling\` although the reading showed every correction, **untrue not-responding** the percentage of days on which that
was said although one of the last two corrections had come through: both as the simulator knows it.

${GROUPS.map(
  ([title, about, scenarios]) => `### ${title}

${about}

${asMarkdown(scenarioRows(results, scenarios, WEEK_COLUMNS))}

${scenarios.map(({ id, what }) => `- **${id}**: ${what}`).join('\n')}`,
).join('\n\n')}`;

const months = (results: Results): string => `## Four weeks

What a week does not show: ${STUDIES.months.seeds.length} winters of ${STUDIES.months.days} days. The comfort errors are those of the last week; **held by the budget** are looks a
day of that week; the **largest offset** is that of the cloud, ever; **after an undo** is what the undo at the end left of it;
**not-responding after** are the days until that was first said, ${STUDIES.months.days + 1} when it never was.

${asMarkdown(scenarioRows(results, [...results.keys()], MONTH_COLUMNS))}`;

/** What was tried and did not come out. */
const LIMITS_OF_KNOWING = `## What follow cannot know

- **A sensor that drifts, where Netatmo tells no \`offset\`.** With half a degree a day the corrections go on for as long as 5 °C a
  week allow: “drifts down” above. A sum of all corrections would end it after 5 °C, and would end follow by mistake where
  Netatmo replaces corrections. In one winter of 28 days corrections came to −4.6 °C a week with the drifting sensor, to +1.7 °C
  a week where a correction puts the reading where it says, though its offset stayed at −1 °C, and to −4.9 °C a week where each
  replaces the one before, with an offset of −0.5 °C. Nothing that a flow sees tells these apart. A correction is made while
  the valve holds its reading at the setpoint, and there both ways to count do the same; where they differ, by what the reading was
  rounded by, the next reading is rounded again. Heating power would tell, in a house whose weather is known. So the budget
  counts 7 days there, and \`offset\`, where it is told, bounds the rest.
- **When the setpoint will change**, Netatmo tells only for a setpoint with an end, as one set by hand. Within 45 minutes before that,
  and before a change at the time at which it changed the day before, follow sends nothing, since a correction takes as long to move the room. The
  schedule itself is not read.`;

const LIMITS = `## What the lab cannot tell

- **It is a model.** A real house has other walls, neighbours, a boiler with habits of its own, people who cook. The order of
  the ways and what makes them run away are meant; the second digit is not.
- **Nobody outside Netatmo knows** whether corrections add up, when they show, or how a valve regulates. That is why there are
  many scenarios and not one. The [probe](../examples/probe.json) finds some of it out in your home.
- **One room.** Doors between rooms are not in it, and of two valves nobody knows which reading Netatmo shows; here it is their mean.
- **A limit of ±10 °C** for all corrections of a room is assumed on Netatmo’s side. It is what ends those that run away here.
- **Window, noise and battery.** Whether Netatmo takes a large correction for an open window, whether a valve moves at each one
  and what that costs, is not simulated. Few and small ones are the careful answer.
- **The start** is the same for everybody: a warm house in which nothing has been corrected yet.

The code stands in [\`lab/\`](../lab) and in [\`src/simulator/\`](../src/simulator). A better model, or rules of a tool that are told
wrongly here, are welcome in an [issue](https://github.com/truetemp/node-red-netatmo/issues).`;

const comfort = (results: Results, id: string, policy: PolicyName): string =>
  decimals(figuresOf(results, id, policy).comfortError, 2);

const effective = (results: Results): readonly Scenario[] =>
  [...results.keys()].filter(({ hasEffect }) => hasEffect);

/** A whole number with a minus sign, not a hyphen. */
const minus = (value: number): string => value.toFixed(0).replace('-', '−');

/** Minutes of the day as on a clock. */
const time = (minutes: number): string =>
  `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
