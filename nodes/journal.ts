import type { Request } from 'express';
import type { NodeAPI } from 'node-red';
import type { AccountsDeps } from '../src/account/accounts';
import type { News } from '../src/account/monitor';
import type { ErrorCode } from '../src/cloud/errors';
import { clockTime, type Texts } from './runtime';

/** What our own side of Node-RED adds to the audit: who pressed a button, and a switch that is not ours. */
type OwnEvent =
  | { readonly event: 'admin.test' | 'admin.forget'; readonly outcome: 'done' | ErrorCode }
  | { readonly event: 'tls.insecure_env' };

/**
 * Writes down what happens to accounts: a few plain lines that a user cares about, and everything in Node-RED's
 * audit log (off unless `logging.*.audit` is set). Only codes and figures; no names, nothing from the wire.
 */
export interface Journal extends Pick<AccountsDeps, 'onAudit' | 'onNews'> {
  /** @param req the request that caused it: who sent it, and from where, is added */
  readonly own: (event: OwnEvent, req?: Request) => void;
}

const VERSION = 1;
const MINUTE = 60_000;

export function journal(RED: NodeAPI, texts: Texts): Journal {
  const audit = (event: string, facts: object): void => {
    const entry = { level: RED.log.AUDIT, event: `netatmo-truetemp.${event}`, v: VERSION, ...facts };
    RED.log.audit(entry);
  };
  return {
    onAudit: ({ event, ...facts }, of) => audit(event, { ...of, ...facts }),
    onNews: (news, { service }) => {
      // The demo home signs in to itself, which is nothing to tell.
      if (service === 'simulated' && (news.news === 'signed-in' || news.news === 'renewed')) return;
      tell(RED, texts, news);
    },
    own: ({ event, ...facts }, req) => audit(event, { ...facts, ...(req && senderOf(req)) }),
  };
}

/** As Node-RED notes it of its own requests, except for the path, in which a stranger can write what he likes. */
const senderOf = (req: Request): object => ({
  user: Reflect.get(req, 'user') as unknown,
  ip: req.ip,
  path: (req.route as { path: string }).path,
});

function tell(RED: NodeAPI, texts: Texts, news: News): void {
  switch (news.news) {
    case 'signed-in':
      return RED.log.info(texts.own('log.sign-in.ok'));
    case 'renewed':
      return RED.log.info(texts.own('log.session.renewed'));
    case 'disk-trouble':
      return RED.log.warn(texts.own('log.disk-trouble'));
    case 'paused':
      return RED.log.info(texts.own(`log.paused.${news.kind}`, { time: clockTime(news.until) }));
    case 'resumed':
      return RED.log.info(texts.own(`log.resumed.${news.kind}`));
    case 'away':
      return RED.log.warn(texts.own('log.away', { text: texts.shared(`errors.${news.code}`) }));
    case 'back':
      return RED.log.info(texts.own('log.back', { minutes: Math.max(1, Math.round(news.ms / MINUTE)) }));
    case 'corrected':
      return RED.log.info(texts.own('log.corrected', { correction: signed(texts, news.correction) }));
  }
}

/** "+0.5", "−1.25" */
const signed = (texts: Texts, celsius: number): string =>
  (celsius < 0 ? '−' : '+') + texts.degrees(Math.abs(celsius));
