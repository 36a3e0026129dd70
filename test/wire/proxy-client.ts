// A process that trusts the authority in NODE_EXTRA_CA_CERTS, which is read at its start only: sends a request to
// auth.netatmo.com, or to the simulated home, for each of the given environments, and tells its parent how each ended.
import { inspect } from 'node:util';
import { systemClock } from '../../src/clock';
import { Deadline } from '../../src/cloud/deadline';
import { request } from '../../src/cloud/request';
import { loopbackTransport, netatmoTransport } from '../../src/cloud/transport';
import { WireError } from '../../src/cloud/wire-error';

export interface Task {
  /** What the environment says of proxies. */
  readonly env: Readonly<Record<string, string>>;
  /** ms until the request is given up. */
  readonly ms: number;
  /** Port of a simulated home that is to be asked in place of the cloud. */
  readonly simulated?: number;
}

/** The body of the answer; or the error, all that can be seen of it, and whether its request had begun to leave. */
export type End =
  { readonly text: string } | { readonly code: string; readonly seen: string; readonly sent: boolean };

async function run({ env, ms, simulated }: Task): Promise<End> {
  const deadline = new Deadline(systemClock, { ms });
  Object.assign(process.env, env);
  const dispatcher = simulated === undefined ? netatmoTransport(process.env) : loopbackTransport(simulated);
  const headers = { authorization: 'Bearer canary-of-netatmo' };
  try {
    const { text } = await request(
      { deadline, dispatcher },
      { method: 'GET', url: new URL('https://auth.netatmo.com/'), headers },
    );
    return { text };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { code: error.code, seen: inspect(error, { showHidden: true, depth: 9 }), sent: error.sent };
  } finally {
    deadline.dispose();
    await dispatcher.destroy();
    for (const name of Object.keys(env)) Reflect.deleteProperty(process.env, name);
  }
}

async function runAll(tasks: readonly Task[]): Promise<void> {
  const ends: End[] = [];
  for (const task of tasks) ends.push(await run(task));
  process.send?.(ends);
}

void runAll(JSON.parse(process.argv[2] ?? '[]') as Task[]);
