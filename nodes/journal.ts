import type { NodeAPI } from 'node-red';
import type { AccountsDeps } from '../src/account/accounts';
import type { Texts } from './runtime';

/**
 * Writes down what happens to accounts: a few plain lines that a user cares about, and everything in Node-RED's
 * audit log (off unless `logging.*.audit` is set). Only codes and figures; no names, nothing from the wire.
 */
export function journal(
  RED: NodeAPI,
  texts: Texts,
): Pick<AccountsDeps, 'onSession' | 'onOutcome' | 'onKeeping'> {
  const audit = (event: string, facts: object): void => {
    const entry = { level: RED.log.AUDIT, event: `netatmo-truetemp.${event}`, ...facts };
    RED.log.audit(entry);
  };
  return {
    onSession: ({ event, ...facts }, service) => {
      audit(event, { ...facts, service });
      // The demo home signs in to itself, which is nothing to tell.
      if (service === 'simulated') return;
      if (event === 'sign-in.ok' || event === 'session.renewed') RED.log.info(texts.own(`log.${event}`));
    },
    onOutcome: ({ outcome, changed, correction }) => audit('correction', { outcome, changed, correction }),
    onKeeping: (keeping) => {
      audit('keeping', { keeping });
      if (keeping === 'disk-trouble') RED.log.warn(texts.own('log.disk-trouble'));
    },
  };
}
