import { execFileSync } from 'node:child_process';
import { median, round } from './support/figures';
import { megabytes } from './support/heap';
import { ROOT } from './support/root';

/** What it costs a fresh process to load something: medians. */
export interface LoadFigures {
  readonly name: string;
  readonly files: number;
  /** Time of the processor, ms. */
  readonly processorMs: number;
  readonly wallMs: number;
  /** Heap in use and what lies beside it, MB. */
  readonly heapMB: number;
  readonly rssMB: number;
}

export const ALL_NODES = 'all nodes';
/** What everything else is compared with. */
export const BARE_LOAD = 'undici alone';

const NODES = ['account', 'get-rooms', 'set-truetemp'].map((name) => `./dist/nodes/netatmo-${name}.js`);

const SCRIPTS: Readonly<Record<string, readonly string[]>> = {
  [ALL_NODES]: NODES,
  'all nodes and what the first account needs': [
    ...NODES,
    './dist/src/account/services.js',
    './dist/src/cloud/transport.js',
    './dist/src/storage/session-files.js',
  ],
  [BARE_LOAD]: ['undici'],
};
const ROUNDS = 15;

interface Sample {
  readonly files: number;
  readonly cpu: number;
  readonly wall: number;
  readonly heap: number;
  readonly rss: number;
}

/** In fresh processes, by turns. */
export function measureLoading(): LoadFigures[] {
  const samples = Object.entries(SCRIPTS).map(([name, paths]) => ({ name, paths, all: [] as Sample[] }));
  for (let index = 0; index <= ROUNDS; index += 1)
    for (const { paths, all } of samples) {
      const sample = load(paths);
      // The first time the files come from the disk.
      if (index > 0) all.push(sample);
    }
  return samples.map(({ name, all }) => {
    const of = (key: keyof Sample): number => median(all.map((sample) => sample[key]));
    return {
      name,
      files: of('files'),
      processorMs: round(of('cpu') / 1_000, 1),
      wallMs: round(of('wall'), 1),
      heapMB: round(megabytes(of('heap')), 1),
      rssMB: round(megabytes(of('rss')), 1),
    };
  });
}

function load(paths: readonly string[]): Sample {
  const script = `
    const memory = () => { gc(); const { heapUsed, external, rss } = process.memoryUsage(); return { heap: heapUsed + external, rss }; };
    const before = memory();
    const cpu = process.cpuUsage();
    const start = performance.now();
    for (const path of ${JSON.stringify(paths)}) require(path);
    const wall = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    const after = memory();
    console.log(JSON.stringify({
      files: Object.keys(require.cache).length, cpu: user + system, wall,
      heap: after.heap - before.heap, rss: after.rss - before.rss,
    }));`;
  const output = execFileSync(process.execPath, ['--expose-gc', '-e', script], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return JSON.parse(output) as Sample;
}
