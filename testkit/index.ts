import { createSimulator, type Simulator, type SimulatorOptions, type Tap } from '../src/simulator';
import { deliver } from './delivery';
import { Faults } from './faults';
import { RequestLog } from './request-log';

export { Drip } from './delivery';
export * as fault from './fault-catalogue';
export type { Fault, FaultRoute, Faults } from './faults';
export type { LoggedRequest, RouteCounts } from './request-log';
export type { Violation } from './violations';

export interface TestSimulatorOptions extends Omit<SimulatorOptions, 'tap'> {
  /** How many of the last requests and corrections are kept; give a small one to what runs for weeks. */
  readonly logLimit?: number;
}

/** A simulated Netatmo whose every request is noted and may be made to go wrong. */
export interface TestSimulator extends Simulator {
  readonly faults: Faults;
  readonly log: RequestLog;
}

/** Enough for any test, and some 20 MB at most. */
const LOG_LIMIT = 10_000;

export const createTestSimulator = ({ logLimit, ...options }: TestSimulatorOptions): TestSimulator => {
  const faults = new Faults();
  const log = new RequestLog(logLimit ?? LOG_LIMIT);
  const tap: Tap = async (exchange, process, response) => {
    const { time } = simulator;
    const logged = log.begin(exchange, time.cloud());
    response.once('close', () => log.end());
    const fault = faults.take(exchange.route);
    if (fault?.gate) await fault.gate;
    const isProcessed = fault?.isProcessed ?? true;
    const real = isProcessed ? process() : { status: 200, headers: [], body: '' };
    if (isProcessed) log.processed(exchange, real, time.house());
    const reply = fault?.edit?.(real) ?? real;
    log.answered(logged, deliver(response, reply, fault?.delivery ?? { how: 'whole' }));
  };
  const simulator = createSimulator({ ...options, tap });
  return { ...simulator, faults, log };
};
