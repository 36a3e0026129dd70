import { type Envelope, markOf } from './envelope';
import type { KeyRing } from './keys';
import { badName, belongsTo, isSessionName } from './names';
import { unseal } from './seal';
import type { SessionDirectory, Unusable } from './session-directory';
import { errnoOf } from './storage-error';

/** How many files are looked at to find one account's. */
const MAX_FILES = 64;

/**
 * What was found of an account's state.
 * `loaded`: `outdated` says that it should be saved soon, as it was written for other nodes or keys; `older` is what
 * further files of the account hold, which go with the next save.
 * `bad`: put away as `.bad`. `newer`: left alone. `unreadable`: the disk said no. With both nothing is saved.
 */
export type Found<T> =
  | { readonly state: 'absent' }
  | {
      readonly state: 'loaded';
      readonly value: T;
      readonly outdated: boolean;
      readonly older?: readonly T[];
    }
  | { readonly state: 'bad'; readonly reason: Unusable | 'not-opened' | 'unknown-content' }
  | { readonly state: 'newer' }
  | { readonly state: 'unreadable'; readonly errno: string };

/**
 * Checks what a file holds: gives the value, throws when it does not fit, gives undefined when it is the state
 * of another account (one that shares a node with this one, or did). Then the file is left as it is.
 */
export type Parse<T> = (value: unknown) => T | undefined;

/** One written file, to recognise it by later. */
export interface Trace {
  readonly name: string;
  readonly mark: string;
  readonly seq: number;
}

/** What a search has turned up. */
export interface Findings<T> {
  readonly found: Found<T>;
  /** The file that `loaded` came from. */
  readonly origin?: Trace;
  /** Further files that the keys open: of this account but older, or of another account. */
  readonly others: readonly Trace[];
}

interface Candidate {
  readonly trace: Trace;
  readonly envelope: Envelope;
  readonly content: Buffer;
}

type Bad = Extract<Found<never>, { readonly state: 'bad' }>;

/**
 * Looks for the file of the nodes in `ring`. Never rejects.
 * @param known a file whose content is known; it is passed over
 */
export async function findSession<T>(
  directory: SessionDirectory,
  ring: KeyRing,
  parse: Parse<T>,
  known?: Trace,
): Promise<Findings<T>> {
  if (ring.current.length === 0) return { found: { state: 'absent' }, others: [] };
  try {
    const { candidates, found } = await collect(directory, ring, known);
    if (found.state === 'newer') return { found, others: [] };
    const choice = await choose(directory, candidates, ring, parse);
    return choice.found.state === 'absent' ? { ...choice, found } : choice;
  } catch (error) {
    return { found: { state: 'unreadable', errno: errnoOf(error) }, others: [] };
  }
}

/** All files that the keys open, and what to say of the others. */
async function collect(
  directory: SessionDirectory,
  ring: KeyRing,
  known: Trace | undefined,
): Promise<{ candidates: Candidate[]; found: Found<never> }> {
  const isOurs = (name: string): boolean => ring.current.some(({ nodeId }) => belongsTo(name, nodeId));
  const { sessions, bad } = await directory.names();
  const oursFirst = [...sessions.filter(isOurs), ...sessions.filter((name) => !isOurs(name))];
  const candidates: Candidate[] = [];
  const verdicts: Found<never>[] = [];
  // First, as one that is put away now takes the place of another.
  for (const name of bad.filter(isOurs).map(badName)) {
    const look = await directory.look(name);
    const content = look.kind === 'sealed' ? contentOf(look.envelope, ring) : undefined;
    // Put away because its key was missing, and here it is.
    if (look.kind === 'sealed' && content)
      candidates.push({ trace: traceOf(name, look.envelope), envelope: look.envelope, content });
  }
  for (const name of oursFirst.slice(0, MAX_FILES)) {
    if (name === known?.name) continue;
    const result = await examine(directory, name, isOurs(name), ring);
    if ('trace' in result) candidates.push(result);
    else verdicts.push(result);
  }
  return { candidates, found: worst(verdicts) };
}

const BY_WEIGHT = ['newer', 'unreadable', 'bad'];

function worst(verdicts: readonly Found<never>[]): Found<never> {
  for (const state of BY_WEIGHT) {
    const verdict = verdicts.find((each) => each.state === state);
    if (verdict) return verdict;
  }
  return { state: 'absent' };
}

/** What one file is to these nodes. One that neither has their name nor names them is none of their business. */
async function examine(
  directory: SessionDirectory,
  name: string,
  ours: boolean,
  ring: KeyRing,
): Promise<Candidate | Found<never>> {
  const look = await directory.look(name);
  if (look.kind === 'sealed') {
    const { envelope } = look;
    const content = contentOf(envelope, ring);
    if (content) return { trace: traceOf(name, envelope), envelope, content };
    const namesUs = envelope.keys.some(({ node }) => ring.current.some(({ nodeId }) => nodeId === node));
    return ours || namesUs ? putAway(directory, name, 'not-opened') : { state: 'absent' };
  }
  if (!ours || look.kind === 'absent') return { state: 'absent' };
  if (look.kind === 'bad') return putAway(directory, name, look.reason);
  return look.kind === 'newer' ? { state: 'newer' } : { state: 'unreadable', errno: look.errno };
}

/** Takes the newest file with a content that fits. One that was put away only adds to it. */
async function choose<T>(
  directory: SessionDirectory,
  candidates: readonly Candidate[],
  ring: KeyRing,
  parse: Parse<T>,
): Promise<Findings<T>> {
  const fitting: { readonly candidate: Candidate; readonly value: T }[] = [];
  let found: Found<T> = { state: 'absent' };
  const others: Trace[] = [];
  for (const candidate of candidates.toSorted(newestFirst)) {
    const { trace, content } = candidate;
    try {
      const value = parse(JSON.parse(content.toString('utf8')));
      if (value === undefined) others.push(trace);
      else fitting.push({ candidate, value });
    } catch {
      if (!isSessionName(trace.name)) continue;
      const bad = await putAway(directory, trace.name, 'unknown-content');
      if (found.state === 'absent') found = bad;
    }
  }
  const [newest, ...rest] = fitting;
  if (!newest) return { found, others };
  const { trace, envelope } = newest.candidate;
  const isInPlace = isSessionName(trace.name);
  const older = rest.map(({ value }) => value);
  others.push(...rest.map(({ candidate }) => candidate.trace), ...(isInPlace ? [] : [trace]));
  found = {
    state: 'loaded',
    value: newest.value,
    outdated: !isInPlace || older.length > 0 || !isFor(envelope, ring),
    ...(older.length > 0 && { older }),
  };
  return isInPlace ? { found, origin: trace, others } : { found, others };
}

const newestFirst = (a: Candidate, b: Candidate): number =>
  Number(isSessionName(b.trace.name)) - Number(isSessionName(a.trace.name)) || b.trace.seq - a.trace.seq;

const contentOf = (envelope: Envelope, { current, old }: KeyRing): Buffer | undefined =>
  unseal(envelope, [...current, ...old]);

async function putAway(directory: SessionDirectory, name: string, reason: Bad['reason']): Promise<Bad> {
  await directory.quarantine(name);
  return { state: 'bad', reason };
}

export const traceOf = (name: string, envelope: Envelope): Trace => ({
  name,
  mark: markOf(envelope),
  seq: envelope.seq,
});

/** True when the file is written for exactly these nodes under their present keys. */
const isFor = ({ keys }: Envelope, { current }: KeyRing): boolean =>
  keys.length === current.length &&
  current.every(({ nodeId, id }) => keys.some((wrap) => wrap.node === nodeId && wrap.id === id));
