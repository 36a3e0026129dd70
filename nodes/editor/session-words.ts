import type { AccountDiagnostics } from '../../src/account/diagnostics';
import type { Diagnostics } from '../dialog-answers';
import type { Reply } from './admin-client';
import { momentOf } from './format';
import { type EditedNode, errorText } from './red';
import { now } from './runtime-clock';
import { nextStep } from './test-result';

const KEY = 'netatmo-account.session.';

/** How a session does, in words, the most important line first. */
export interface SessionWords {
  readonly tone: 'good' | 'idle' | 'waiting' | 'bad';
  readonly lines: readonly string[];
}

/** The state of an account as people say it, with what to do where there is something to do. */
export function sessionWords(node: EditedNode, state: Reply<Diagnostics>): SessionWords {
  if ('failure' in state) {
    const text = node._(`netatmo-account.test.${state.failure.status === 401 ? 'forbidden' : 'noAnswer'}`);
    return { tone: 'bad', lines: [text] };
  }
  const { deployed, problem, account, service } = state;
  if (!deployed) return { tone: 'idle', lines: [node._(`${KEY}notDeployed`)] };
  if (problem) {
    const lines = [node._(`${KEY}unusable`, { text: errorText(problem.code) }), nextStep(node, problem)];
    return { tone: 'bad', lines: lines.filter(Boolean) };
  }
  if (service === 'simulated' || !account) return { tone: 'good', lines: [node._(`${KEY}demo`)] };
  return {
    tone: toneOf(account),
    lines: [
      ...outageLines(node, account),
      ...pauseLines(node, account),
      ...stateLines(node, account),
      ...keepingLines(node, state, account),
    ],
  };
}

function toneOf({ session, cloud }: AccountDiagnostics): SessionWords['tone'] {
  if (session.state === 'refused') return 'bad';
  if (session.paused || cloud.state === 'away') return 'waiting';
  return session.state === 'signed-in' ? 'good' : 'idle';
}

function stateLines(node: EditedNode, { session }: AccountDiagnostics): string[] {
  const { state, signedInAt, renewedAt, refused } = session;
  if (refused) {
    const { code, since, askAgainAt } = refused;
    const isOpen = Date.parse(askAgainAt) <= now();
    return [
      node._(`${KEY}refused`, { text: errorText(code), time: momentOf(since) }),
      nextStep(node, { code }),
      isOpen ? node._(`${KEY}askNow`) : node._(`${KEY}askFrom`, { time: momentOf(askAgainAt) }),
    ];
  }
  if (state !== 'signed-in') return session.paused ? [] : [node._(`${KEY}signedOut`)];
  return [
    signedInAt ? node._(`${KEY}signedInSince`, { time: momentOf(signedInAt) }) : node._(`${KEY}signedIn`),
    ...(renewedAt ? [node._(`${KEY}renewed`, { time: momentOf(renewedAt) })] : []),
  ];
}

function pauseLines(node: EditedNode, { session: { paused } }: AccountDiagnostics): string[] {
  return paused ? [node._(`${KEY}paused.${paused.kind}`, { time: momentOf(paused.until) })] : [];
}

function outageLines(node: EditedNode, { cloud: { state, since, code } }: AccountDiagnostics): string[] {
  if (state !== 'away' || !since) return [];
  return [node._(`${KEY}away`, { time: momentOf(since), text: errorText(code) })];
}

/** Where the session is kept; whoever has to wait or to mend something reads about that alone. */
function keepingLines(
  node: EditedNode,
  { keepSession }: Diagnostics,
  { session, keptIn }: AccountDiagnostics,
): string[] {
  if (session.refused || session.paused) return [];
  if (keepSession && keptIn === 'memory') return [node._(`${KEY}lacksFile`)];
  if (session.state !== 'signed-in') return [];
  return [node._(KEY + (keptIn === 'file' ? 'inFile' : 'inMemory'))];
}
