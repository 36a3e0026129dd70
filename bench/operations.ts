import { BareClient } from './support/bare';
import { BenchSite, homeOf } from './support/bench-site';
import { median, round, timed } from './support/figures';

/** ms from a request's leaving to its arrival at the cloud. */
export const LATENCY = 20;

export interface OperationFigures {
  readonly name: string;
  readonly requests: number;
  /** Medians, ms. */
  readonly oursMs: number;
  readonly bareMs: number;
  /** What ours takes of the processor beyond the bare ones, ms, simulated cloud left out. */
  readonly ownMs?: number;
  /** Median of ours ÷ bare, round by round. */
  readonly ratio: number;
}

interface Operation {
  readonly name: string;
  readonly rooms: number;
  /** Of how many rounds one counts it; what takes long is done less often. */
  readonly every: number;
  readonly prepare: (site: BenchSite) => Promise<void>;
  readonly work: (site: BenchSite) => Promise<void>;
  /** Whether it begins without connections. */
  readonly isCold?: boolean;
}

const warm = (site: BenchSite): Promise<void> => {
  site.later();
  return Promise.resolve();
};

const burst = (rooms: number, every = 1): Operation => ({
  name: `a correction for each of ${rooms.toLocaleString('en')} rooms at once`,
  ...{ rooms, every, prepare: warm, work: (site) => site.correct(rooms) },
});

export const ONE_CORRECTION = 'one correction';

/** All that a flow may ask for, from nothing known to a thousand rooms. */
const OPERATIONS: readonly Operation[] = [
  {
    name: 'list of rooms, cold: with a password',
    ...{ rooms: 10, every: 1, isCold: true },
    prepare: (site) => site.restart(false),
    work: (site) => site.list(),
  },
  {
    name: 'list of rooms after a restart',
    ...{ rooms: 10, every: 1, isCold: true },
    prepare: (site) => site.restart(true),
    work: (site) => site.list(),
  },
  { name: 'list of rooms, warm', rooms: 10, every: 1, prepare: warm, work: (site) => site.list() },
  {
    name: 'list of rooms, access token expired',
    ...{ rooms: 10, every: 1 },
    prepare: async (site) => {
      await warm(site);
      site.simulator.cloud.expireTokens();
    },
    work: (site) => site.list(),
  },
  { ...burst(1), name: ONE_CORRECTION },
  burst(10),
  burst(100, 2),
  burst(1_000, 4),
];

/** The requests of each operation, by its name: always the same, so no rounds and no waiting. */
export async function countRequests(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const operation of OPERATIONS) {
    const site = await BenchSite.open([homeOf(operation.rooms)], 0);
    await site.list();
    await operation.prepare(site);
    site.simulator.log.clear();
    await operation.work(site);
    counts[operation.name] = site.simulator.log.total;
    await site.close();
  }
  return counts;
}

/** Each operation beside the same requests with nothing but undici, by turns, `rounds` times. */
export async function measureOperations(rounds: number): Promise<OperationFigures[]> {
  const benches = [];
  for (const operation of OPERATIONS) benches.push(await OperationBench.open(operation));
  for (let index = 0; index < rounds; index += 1)
    for (const bench of benches) if (index % bench.operation.every === 0) await bench.round();
  for (const bench of benches) await bench.close();
  return benches.map((bench) => bench.figures());
}

class OperationBench {
  readonly #ours: number[] = [];
  readonly #bare: number[] = [];
  readonly #own: number[] = [];
  readonly #requests = new Set<number>();

  static async open(operation: Operation): Promise<OperationBench> {
    const site = await BenchSite.open([homeOf(operation.rooms)], LATENCY);
    const bench = new OperationBench(operation, site, new BareClient(site.port));
    await site.list();
    site.recorder.take();
    // Code is compiled, and caches are filled.
    await bench.round();
    bench.#ours.length = bench.#bare.length = bench.#own.length = 0;
    bench.#requests.clear();
    return bench;
  }

  private constructor(
    readonly operation: Operation,
    private readonly site: BenchSite,
    private readonly bare: BareClient,
  ) {}

  async round(): Promise<void> {
    const { operation, site, bare } = this;
    await operation.prepare(site);
    site.simulator.log.clear();
    const ours = await timed(() => operation.work(site));
    this.#requests.add(site.simulator.log.total);
    const lots = site.recorder.take();
    if (operation.isCold) await bare.reconnect();
    const theirs = await timed(() => bare.repeat(lots));
    this.#ours.push(ours.ms);
    this.#bare.push(theirs.ms);
    this.#own.push(ours.processorMs - theirs.processorMs);
  }

  figures(): OperationFigures {
    const [requests, ...others] = this.#requests;
    if (requests === undefined || others.length > 0)
      throw new Error(`${this.operation.name}: requests differ`);
    return {
      name: this.operation.name,
      requests,
      oursMs: round(median(this.#ours), 1),
      bareMs: round(median(this.#bare), 1),
      ownMs: round(median(this.#own), 1),
      ratio: round(median(this.#ours.map((ms, index) => ms / this.#bare[index]!))),
    };
  }

  async close(): Promise<void> {
    await this.bare.close();
    await this.site.close();
  }
}
