import type { Request } from 'express';
import type { NodeAPI } from 'node-red';
import type { AccountsDeps, Subject } from '../src/account/accounts';
import type { AccountEvent } from '../src/account/events';
import { type Clock, MINUTE } from '../src/clock';
import type { ErrorCode } from '../src/cloud/errors';
import { clockTime, succeeds, type Texts } from './runtime';

/** What our own side of Node-RED adds to the audit: who pressed a button, and a switch that is not ours. */
type OwnEvent =
  | { readonly event: 'admin.test' | 'admin.forget'; readonly outcome: 'done' | ErrorCode }
  | { readonly event: 'tls.insecure_env' };

/**
 * Writes down what happens to accounts: a few plain lines that a user cares about, and everything in Node-RED's
 * audit log (off unless `logging.*.audit` is set). Only codes and figures; no names, nothing from the wire.
 */
export interface Journal extends Pick<AccountsDeps, 'onEvent'> {
  /** @param req the request that caused it: who sent it, and from where, is added */
  readonly own: (event: OwnEvent, req?: Request) => void;
}

const VERSION = 1;

export function journal(RED: NodeAPI, texts: Texts, clock: Clock): Journal {
  const audit = (event: string, facts: object): void => {
    const entry = { level: RED.log.AUDIT, event: `netatmo-truetemp.${event}`, v: VERSION, ...facts };
    RED.log.audit(entry);
  };
  // A logger of the user's own may throw (`logging` in Node-RED's settings); what it is told of goes on all the same.
  return {
    onEvent: (event, of) => {
      const { event: name, ...facts } = event;
      if ('isLogged' in facts) Reflect.deleteProperty(facts, 'isLogged');
      succeeds(() => audit(name, { ...of, ...facts }));
      const line = lineOf(event, of, texts, clock.now());
      if (line) succeeds(() => RED.log[line.level](line.text));
    },
    own: ({ event, ...facts }, req) =>
      void succeeds(() => audit(event, { ...facts, ...(req && senderOf(req)) })),
  };
}

/**
 * As Node-RED audits its own requests (node-red/node-red, @node-red/editor-api/lib/util.js, getRequestLogObject), except for
 * the path, in which a stranger can write what he likes.
 */
const senderOf = (req: Request): object => ({
  user: Reflect.get(req, 'user') as unknown,
  ip: req.ip,
  path: (req.route as { path: string }).path,
});

interface Line {
  readonly level: 'info' | 'warn';
  readonly text: string;
}

/** What a line is made with. */
interface LineContext {
  readonly texts: Texts;
  /** ms since the epoch */
  readonly now: number;
  /** The demo home signs in to itself, which is nothing to tell. */
  readonly isReal: boolean;
  readonly line: (level: Line['level'], key: string, values?: Record<string, string | number>) => Line;
}

type Named<Name> = AccountEvent & { readonly event: Name };

/** What of an event a user wants to read in the log; what is not here is for the audit alone. */
const LINES: {
  readonly [Name in AccountEvent['event']]?: (event: Named<Name>, context: LineContext) => Line | false;
} = {
  'login.ok': (_, { isReal, line }) => isReal && line('info', 'sign-in.ok'),
  'token.refresh': ({ outcome }, { isReal, line }) =>
    isReal && outcome === 'renewed' && line('info', 'session.renewed'),
  'session.keeping': ({ outcome }, { line }) => outcome === 'disk-trouble' && line('warn', 'disk-trouble'),
  'throttle.start': ({ isLogged, outcome, waitMs }, { now, line }) =>
    isLogged && line('info', `paused.${outcome}`, { time: clockTime(now + waitMs) }),
  'throttle.end': ({ isLogged, outcome }, { line }) => isLogged && line('info', `resumed.${outcome}`),
  'cloud.away': ({ code }, { texts, line }) => line('warn', 'away', { text: texts.shared(`errors.${code}`) }),
  'cloud.back': ({ ms }, { line }) => line('info', 'back', { minutes: Math.max(1, Math.round(ms / MINUTE)) }),
  'write.truetemperature': ({ changed, correction }, { texts, line }) =>
    changed && line('info', 'corrected', { correction: texts.signedDegrees(correction ?? 0) }),
};

function lineOf(event: AccountEvent, { service }: Subject, texts: Texts, now: number): Line | false {
  const make = LINES[event.event] as
    ((event: AccountEvent, context: LineContext) => Line | false) | undefined;
  const line: LineContext['line'] = (level, key, values) => ({
    level,
    text: texts.own(`log.${key}`, values),
  });
  return make?.(event, { texts, now, isReal: service !== 'simulated', line }) ?? false;
}
