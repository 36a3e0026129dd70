import { generate } from 'selfsigned';
import { DAY } from '../../src/clock';

/** A certificate and its key, as PEM. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

const TOMORROW = new Date(Date.now() + DAY);

interface Wanted {
  /** Valid for two days until then. */
  readonly until?: Date;
  /** Who signs it; itself unless told otherwise. */
  readonly ca?: Pair;
  /** May sign others; if not, it is good for the host of its name alone. */
  readonly isAuthority?: boolean;
}

async function certificate(name: string, { until = TOMORROW, ca, isAuthority }: Wanted = {}): Promise<Pair> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
    ...{ keyType: 'ec', algorithm: 'sha256' },
    ...{ notBeforeDate: new Date(until.getTime() - 2 * DAY), notAfterDate: until },
    ...(isAuthority && { extensions: [{ name: 'basicConstraints', cA: true, critical: true }] }),
    ...(ca && { ca }),
  });
  return { cert, key };
}

/** A certificate that nobody but itself vouches for. */
export const selfSigned = (host: string): Promise<Pair> => certificate(host);

/** A certificate authority that a test makes for itself. */
export class Authority {
  readonly #own: Promise<Pair>;

  constructor(name = 'Test authority') {
    this.#own = certificate(name, { isAuthority: true });
  }

  /** What one has to trust to trust all that it issues, as PEM. */
  async certificate(): Promise<string> {
    return (await this.#own).cert;
  }

  /** A certificate for `host`, valid by default until tomorrow. */
  async issue(host: string, until?: Date): Promise<Pair> {
    return certificate(host, { ca: await this.#own, ...(until && { until }) });
  }
}
