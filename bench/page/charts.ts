import { OURS } from '../day/home';
import type { FullRun, Results } from '../results';
import { bars, lines } from './plots';
import { number } from './words';

/** Where each chart stands in the repository. */
export const CHARTS = {
  day: 'docs/images/performance-day.svg',
  message: 'docs/images/performance-message.svg',
  scale: 'docs/images/performance-scale.svg',
  memory: 'docs/images/performance-memory.svg',
} as const;

/** All charts of a run, by path. */
export const chartsOf = ({ results }: FullRun): Record<string, string> => ({
  [CHARTS.day]: dayChart(results),
  [CHARTS.message]: messageChart(results),
  [CHARTS.scale]: scaleChart(results),
  [CHARTS.memory]: memoryChart(results),
});

const dayChart = ({ day }: Results): string =>
  bars(
    {
      title: 'Requests to Netatmo in a day of ten rooms',
      description: day.map(({ name, requests }) => `${name}: ${number(requests)}`).join('; '),
    },
    day.map(({ name, requests, rejections }) => ({
      name: name.replace(/,.*/, ''),
      value: requests,
      label: number(requests) + (rejections > 0 ? `, ${number(rejections)} of them refused` : ''),
      isOurs: name === OURS,
    })),
  );

const messageChart = ({ messages }: Results): string => {
  const all = [
    ['a node that does nothing', messages.nothing],
    ['an empty function node', messages.function],
    ['set truetemp, decided here', messages.ours],
  ] as const;
  return bars(
    {
      title: 'Processor time for one message through Node-RED, µs',
      description: all.map(([name, value]) => `${name}: ${number(value, 1)} µs`).join('; '),
    },
    all.map(([name, value], index) => ({ name, value, label: number(value, 1), isOurs: index === 2 })),
  );
};

const scaleChart = ({ rooms, accounts }: Results): string => {
  const first = Math.log(rooms[0]?.count ?? 1);
  const last = Math.log(rooms.at(-1)?.count ?? 1);
  const place = (count: number): number => (Math.log(count) - first) / (last - first);
  const line = (name: string, points: Results['rooms']): Parameters<typeof lines>[2][number] => ({
    name,
    points: points.map(({ count, tenInUse }) => ({ x: place(count), y: tenInUse })),
  });
  return lines(
    {
      title: 'What a message costs, by how many rooms or accounts there are',
      description: [
        ...rooms.map((each) => [each, 'rooms'] as const),
        ...accounts.map((each) => [each, 'accounts'] as const),
      ]
        .map(([{ count, tenInUse }, what]) => `${number(count)} ${what}: ${number(tenInUse, 1)} µs`)
        .join('; '),
    },
    {
      x: rooms.map(({ count }) => [place(count), number(count)]),
      xName: 'rooms or accounts',
      yName: 'µs for each message, ten in use',
      yMost: ceiling([...rooms, ...accounts].map(({ tenInUse }) => tenInUse)),
    },
    [line('rooms of one account', rooms), line('accounts in one process', accounts)],
  );
};

const memoryChart = ({ memory }: Results): string => {
  const most = memory.at(-1)?.messages ?? 1;
  return lines(
    {
      title: 'Memory of a whole Node-RED over 100,000 messages',
      description: memory
        .map(({ messages, heapMB }) => `after ${number(messages)}: ${number(heapMB, 1)} MB`)
        .join('; '),
    },
    {
      x: [0, 0.5, 1].map((part) => [part, number(part * most)]),
      xName: 'messages',
      yName: 'MB',
      yMost: ceiling(memory.map(({ rssMB }) => rssMB)),
    },
    [
      {
        name: 'heap in use',
        points: memory.map(({ messages, heapMB }) => ({ x: messages / most, y: heapMB })),
      },
      {
        name: 'process (RSS)',
        points: memory.map(({ messages, rssMB }) => ({ x: messages / most, y: rssMB })),
      },
    ],
  );
};

/** A round number above all values. */
const ceiling = (values: readonly number[]): number => {
  const most = Math.max(...values);
  const step = 10 ** Math.floor(Math.log10(most));
  return Math.ceil((most * 1.1) / step) * step;
};
