import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BARE_LOAD } from '../loading';
import { growthPerMessage } from '../memory';
import { LATENCY } from '../operations';
import type { FullRun, Results } from '../results';
import { totalOf } from '../size';
import { MOST } from '../slips';
import { ROOT } from '../support/root';
import { CHARTS } from './charts';
import { goalsOf } from './goals';
import { named, number, table } from './words';

/** docs/performance.md, without its form. */
export const performancePage = (run: FullRun): string =>
  [
    head(run),
    goals(run),
    dayPart(run.results),
    operationsPart(run.results),
    messagePart(run.results),
    scalePart(run.results),
    memoryPart(run.results),
    loadingPart(run.results),
    matrixPart(),
    CHANGES,
    GUARD,
  ].join('\n\n');

const head = ({ version, machine }: FullRun): string => `# What it costs, measured

This page is made by \`npm run bench -- --baseline\`, from what that command has measured for version ${version}. Anyone can make
it anew; it takes some five minutes. The cloud is a simulated Netatmo on the same machine, so that no real one is troubled.

The machine: ${machine.processor}, ${machine.cores} cores, ${machine.memoryGB} GB of memory, ${machine.system}, Node.js ${machine.node}. Times are medians of rounds by turns,
so that whatever else the machine does meets all sides alike. Look at ratios rather than times: those are much the same elsewhere.
Counts of requests are exact and the same everywhere.`;

const goals = (run: FullRun): string =>
  [
    '## Goals',
    table(
      ['', 'goal', 'measured', 'reached'],
      goalsOf(run).map(({ what, goal, measured, isReached }) => [
        what,
        goal,
        measured,
        isReached ? 'yes' : '**no**',
      ]),
    ),
  ].join('\n\n');

const dayPart = ({ day }: Results): string => `## A day

Ten rooms, each with a sensor that sends a value a minute: ${number(day[0]?.messages ?? 0)} messages, with the limits of Netatmo's cloud
and a house with physics. Three ways to deal with them: a node in mode _follow_ as it comes out of the box; a program that cron
starts every 15 minutes, which reads the homes and the status and posts, for each room; and a flow that reads and posts with every
message. The cron line is counted kindly: as if its session always worked.

![Bars of the requests of the table below](${inDocs(CHARTS.day)})

${table(
  ['', 'messages', 'requests', 'sign-ins', 'corrections', 'refused'],
  day.map(({ name, messages, requests, signIns, corrections, rejections }) => [
    name,
    ...[messages, requests, signIns, corrections, rejections].map((each) => number(each)),
  ]),
)}

\`npm run bench:day\` makes this table alone.`;

const operationsPart = ({ operations }: Results): string => `## Requests and time

Each piece of work beside the same requests made with undici and nothing else, over connections with ${LATENCY} ms on the way. What is left
between the two is our code, the checks of each answer, and the order in which things must be asked.

${table(
  ['', 'requests', 'ours, ms', 'bare undici, ms', 'ratio'],
  operations.map(({ name, requests, oursMs, bareMs, ratio }) => [
    name,
    number(requests),
    number(oursMs, 1),
    number(bareMs, 1),
    number(ratio, 2),
  ]),
)}

Before a correction leaves it is written to the disk, so that it is never sent twice, not even after a power cut: that is most of what a
correction takes beyond bare undici, and it depends on the disk.`;

const messagePart = ({ messages }: Results): string => `## A message that is decided here

Most values of a sensor need nothing from Netatmo: the room was looked at less than five minutes ago. This is what one of them costs in a real
Node-RED, beside a function node with nothing but \`return msg;\`.

![Bars of the times of the table below](${inDocs(CHARTS.message)})

${table(
  ['through', 'µs of the processor'],
  [
    ['a node that does nothing', number(messages.nothing, 1)],
    ['an empty function node', number(messages.function, 1)],
    ['set truetemp in mode _follow_', number(messages.ours, 1)],
    ['of that our code', number(messages.own, 1)],
  ],
)}`;

const scalePart = ({ rooms, accounts, many }: Results): string => `## Many rooms, many accounts

The cost of such a message does not grow with what there is, as the lines with ten in use show. When messages go round all of
them, the processor's caches, which hold ten and not a thousand, tell. Measured without Node-RED around it.

![Two lines of the times of the table below](${inDocs(CHARTS.scale)})

${table(
  ['µs for each message', ...rooms.map(({ count }) => number(count))],
  [
    ['rooms of one account, ten in use', ...rooms.map(({ tenInUse }) => number(tenInUse, 1))],
    ['rooms of one account, all in use', ...rooms.map(({ microseconds }) => number(microseconds, 1))],
    ['accounts in one process, ten in use', ...accounts.map(({ tenInUse }) => number(tenInUse, 1))],
    ['accounts in one process, all in use', ...accounts.map(({ microseconds }) => number(microseconds, 1))],
  ],
)}

${number(many.accounts)} accounts with ${many.homes} homes each in one process: a list of all homes costs each account ${number(many.requestsPerAccount)} requests, one for
each home, and an account takes ${number(many.kilobytesPerAccount)} KB.`;

const memoryPart = ({ memory }: Results): string => `## Memory

A whole Node-RED in which a hundred thousand messages go through a node in mode _follow_: the heap has grown by ${number(growthPerMessage(memory), 1)} bytes for
each message.

![Lines of heap and process memory over 100,000 messages](${inDocs(CHARTS.memory)})`;

const loadingPart = ({ loading, size }: Results): string => {
  const bare = named(loading, BARE_LOAD);
  return `## Loading and size

What a fresh process takes to load the nodes. Whoever has the package installed and no account in the flows pays for the first line only: HTTP,
cookies, storage and the simulated home are loaded with the first account.

${table(
  ['', 'files', 'ms', 'ms of the processor', 'heap, MB', 'process, MB', 'beside undici'],
  loading.map(({ name, files, wallMs, processorMs, heapMB, rssMB }) => [
    name,
    number(files),
    number(wallMs),
    number(processorMs),
    number(heapMB, 1),
    number(rssMB, 1),
    `${number(processorMs / bare.processorMs, 2)} ×`,
  ]),
)}

On the disk, of ${number(totalOf(size), 1)} MB in all:

${table(
  ['', 'files', 'MB'],
  size.map(({ name, files, megabytes }) => [name, number(files), number(megabytes, 2)]),
)}`;
};

interface Pair {
  readonly nodeRed: string;
  readonly node: string;
  readonly passed: number;
  readonly failed: number;
}

/** What `npm run matrix` has left. */
const matrixPart = (): string => {
  const pairs = JSON.parse(readFileSync(join(ROOT, 'bench/matrix.json'), 'utf8')) as Pair[];
  return `## Where it runs

The end-to-end tests on every pair of Node-RED and Node.js that exists, by \`npm run matrix\`. Node-RED 5 asks for Node.js 22, and 3.1 does not
start on 24.

${table(
  ['Node-RED', 'Node.js', 'passed', 'failed'],
  pairs.map(({ nodeRed, node, passed, failed }) => [nodeRed, node, number(passed), number(failed)]),
)}`;
};

/** Kept by hand: before and after were measured on one machine, one after the other. */
const CHANGES = `## What was changed for these figures

${table(
  ['what cost', 'what was done', 'before', 'after'],
  [
    [
      'all nodes loaded HTTP, cookies, storage and the simulated home',
      'they are loaded with the first account',
      '251 files, 27 MB, 270 ms',
      '50 files, 11 MB, 75 ms',
    ],
    [
      'each message made two abort signals, a deadline and its timer, and read the settings of its node anew',
      'signals and deadline are made when something has to be waited for, settings are read once',
      '26 µs for each message',
      '14 µs',
    ],
  ],
)}

Before and after were each measured on one machine, which was busy with other things too.`;

const GUARD = `## How a slip is noticed

Requests, files and sizes are tests: \`npm test\` fails when one piece of work costs one request more, when the nodes load a file that they should
not, or when the package grows beyond its limit. Times depend on the machine, so they are no tests: \`npm run bench\` compares each, as a ratio
within the run, with that of the last release in \`bench/baseline.json\`, and marks what is more than ${MOST} × of it with \`SLIP\`. With
\`--strict\` it then fails.`;

/** An address as it stands in a page of docs. */
const inDocs = (path: string): string => path.replace(/^docs\//, '');
