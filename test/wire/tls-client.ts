// A process that trusts the authority in NODE_EXTRA_CA_CERTS, which is read at its start only: asks each of the given
// ports of this machine as if it were auth.netatmo.com, and tells its parent how each request ended.
import { systemClock } from '../../src/clock';
import { Deadline } from '../../src/cloud/deadline';
import { request } from '../../src/cloud/request';
import { netatmoTransport, sentTo } from '../../src/cloud/transport';
import { WireError } from '../../src/cloud/wire-error';

/** `answered`, or the code of the error and whether its request had begun to leave. */
export type End = 'answered' | { readonly code: string; readonly sent: boolean };

async function ask(port: number): Promise<End> {
  const deadline = new Deadline(systemClock, { ms: 20_000 });
  const dispatcher = sentTo(`https://127.0.0.1:${port}`, netatmoTransport({}));
  const headers = { authorization: 'Bearer made-up' };
  try {
    await request(
      { deadline, dispatcher },
      { method: 'GET', url: new URL('https://auth.netatmo.com/'), headers },
    );
    return 'answered';
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { code: error.code, sent: error.sent };
  } finally {
    deadline.dispose();
    await dispatcher.destroy();
  }
}

void Promise.all(process.argv.slice(2).map((port) => ask(Number(port)))).then((ends) => process.send?.(ends));
