import { encodeEnvelope, type Envelope, markOf } from './envelope';
import { type Findings, findSession, type Found, type Parse, type Trace, traceOf } from './find-session';
import { type KeyRing, keyRing, type Member, type NodeKey } from './keys';
import type { Held, Lock, Patience } from './lock';
import { badName, belongsTo, namesFor } from './names';
import { type RandomBytes, seal } from './seal';
import { type Look, MAX_FILE_BYTES, type SessionDirectory } from './session-directory';
import { StorageError, toStorageError } from './storage-error';

/**
 * What reading an account's file came to. `unchanged`: it is the one last read or written here. `replaced`: an older one
 * stands where a newer one was written or read, be it an ancestor of that (a backup) or not (a disk mounted late).
 */
export type Reading<T> =
  Found<T> | { readonly state: 'unchanged' } | { readonly state: 'replaced'; readonly value: T };

/** A file that goes when the next save has succeeded. */
interface Leftover {
  readonly trace: Trace;
  /** This account's own former file goes in any case, another one only when all of its nodes are in this account. */
  readonly former: boolean;
}

/** What an account's file needs beside its directory. */
export interface SessionFileTools {
  readonly random: RandomBytes;
  /** The lock beside the session file of that name. */
  readonly lock: (name: string) => Lock;
}

/** The session file of one account; there may be none on the disk yet. */
export class SessionFile {
  readonly #directory: SessionDirectory;
  readonly #tools: SessionFileTools;
  /** Why nothing may be written: what is there has not been read. */
  #refusal: StorageError | undefined;
  #nodeIds: readonly string[];
  #current: Trace | undefined;
  #leftovers: Leftover[] = [];
  #lastSeq = 0;
  /** The keys that the whole directory was last searched with. */
  #searchedWith: string | undefined;
  /** What {@link read} saw; spares the next write a look. */
  #glance: { readonly name: string; readonly look: Look } | undefined;

  /** @param nodeIds the nodes that it is looked for by */
  constructor(directory: SessionDirectory, tools: SessionFileTools, nodeIds: readonly string[]) {
    this.#directory = directory;
    this.#tools = tools;
    this.#nodeIds = nodeIds;
  }

  /**
   * Keeps other processes from the file: around what must not happen twice, and around each save. Within this process
   * it is shared. Undefined when another one does not let go in time. Rejects only with the reason of the signal.
   */
  hold(patience: Patience): Promise<Held | undefined> {
    const [first] = this.#nodeIds;
    const name = this.#current?.name ?? (first === undefined ? undefined : namesFor(first)[0]);
    if (name === undefined || this.#refusal?.code === 'NEWER')
      return Promise.resolve({ release: () => Promise.resolve() });
    return this.#tools.lock(name).hold(patience);
  }

  /**
   * What is on the disk and was neither read nor written here yet: the account's state as an earlier life or another
   * process has left it. Never rejects. What cannot be read is not written over until it can.
   */
  read<T>(members: readonly Member[], parse: Parse<T>): Promise<Reading<T>> {
    return this.#directory.exclusively(async () => {
      this.#glance = undefined;
      const ring = keyRing(members);
      const known = await this.#unchanged();
      const hasSameKeys = this.#searchedWith === keysIn(ring);
      if (known && hasSameKeys) {
        this.#refusal = undefined;
        return { state: 'unchanged' };
      }
      this.#searchedWith = keysIn(ring);
      const lastSeq = this.#lastSeq;
      const findings = await findSession(this.#directory, ring, parse, known);
      this.#note(findings, known);
      const { found, origin } = findings;
      // For other processes of the directory that do not know its nodes: it is in use.
      if (origin) await this.#directory.touch(origin.name);
      if (known && found.state === 'absent') return { state: 'unchanged' };
      const isOlder = found.state === 'loaded' && origin !== undefined && origin.seq < lastSeq;
      return isOlder ? { state: 'replaced', value: found.value } : found;
    });
  }

  /**
   * Writes `value` (JSON) so that it opens with the key of each of `members` and with no other. Rejects with a
   * {@link StorageError}; then the former file is still there.
   */
  async save(members: readonly Member[], value: unknown): Promise<void> {
    const content = toContent(value);
    await this.#directory.exclusively(async () => {
      try {
        await this.#write(members, content);
      } catch (error) {
        throw toStorageError(error);
      }
    });
  }

  /** Deletes the file and the `.bad` beside it. Rejects with a {@link StorageError}. */
  remove(): Promise<void> {
    return this.#directory.exclusively(async () => {
      try {
        if (this.#current) this.#leftovers.push({ trace: this.#current, former: true });
        this.#current = undefined;
        for (const leftover of this.#leftovers) await this.#clear(leftover, this.#nodeIds);
        this.#leftovers = [];
        const { bad } = await this.#directory.names();
        const ours = bad.filter((name) => this.#nodeIds.some((nodeId) => belongsTo(name, nodeId)));
        for (const name of ours) await this.#directory.delete(badName(name));
      } catch (error) {
        throw toStorageError(error);
      }
    });
  }

  /** The file that was last read or written here, if it is still what stands under its name. */
  async #unchanged(): Promise<Trace | undefined> {
    const present = this.#current;
    if (!present) return undefined;
    const look = await this.#directory.look(present.name);
    if (look.kind !== 'sealed' || markOf(look.envelope) !== present.mark) return undefined;
    this.#glance = { name: present.name, look };
    return present;
  }

  #note({ found, origin, others }: Findings<unknown>, known: Trace | undefined): void {
    this.#refusal = refusalOf(found);
    this.#current = known;
    const formers = this.#leftovers.filter(({ former }) => former);
    this.#leftovers = [...formers, ...others.map((trace) => ({ trace, former: false }))];
    for (const { seq } of others) this.#lastSeq = Math.max(this.#lastSeq, seq);
    if (!origin) return;
    if (known) this.#leftovers.push({ trace: known, former: true });
    this.#saw(origin);
  }

  #saw(trace: Trace): void {
    this.#current = trace;
    this.#lastSeq = Math.max(this.#lastSeq, trace.seq);
  }

  async #write(members: readonly Member[], content: Buffer): Promise<void> {
    if (this.#refusal) throw this.#refusal;
    const keys = keyRing(members).current;
    if (keys.length === 0) throw new StorageError('NO_KEY');
    const name = await this.#chooseName(keys);
    const envelope = seal(content, this.#lastSeq + 1, keys, this.#tools.random);
    const bytes = encodeEnvelope(envelope);
    if (bytes.length > MAX_FILE_BYTES) throw new StorageError('TOO_LARGE');
    await this.#directory.replace(name, bytes);

    const former = this.#current;
    if (former && former.name !== name) this.#leftovers.push({ trace: former, former: true });
    this.#saw(traceOf(name, envelope));
    this.#nodeIds = nodeIdsOf(keys);
    await this.#clearLeftovers();
  }

  /** The present name while it is one of a member's, else a free one of the first member. */
  async #chooseName(keys: readonly NodeKey[]): Promise<string> {
    const present = this.#current?.name;
    const stays = present !== undefined && keys.some(({ nodeId }) => belongsTo(present, nodeId));
    const first = keys[0] ? namesFor(keys[0].nodeId) : [];
    for (const name of stays ? [present, ...first] : first) {
      if (await this.#isFree(name, keys)) return name;
    }
    throw new StorageError('DISK', 'EEXIST');
  }

  /** True when nothing that anybody else needs stands under the name; what cannot be used is put away. */
  async #isFree(name: string, keys: readonly NodeKey[]): Promise<boolean> {
    const glance = this.#glance;
    this.#glance = undefined;
    const look = glance?.name === name ? glance.look : await this.#directory.look(name);
    switch (look.kind) {
      case 'absent':
        return true;
      case 'newer':
        throw new StorageError('NEWER');
      case 'unreadable':
        throw new StorageError('DISK', look.errno);
      case 'bad':
        await this.#directory.quarantine(name);
        return true;
      case 'sealed':
        return markOf(look.envelope) === this.#current?.mark || isForNoOthers(look.envelope, nodeIdsOf(keys));
    }
  }

  /** What cannot be deleted now is tried again at the next save. */
  async #clearLeftovers(): Promise<void> {
    const kept: Leftover[] = [];
    for (const leftover of this.#leftovers) {
      const cleared = await this.#clear(leftover, this.#nodeIds).catch(() => false);
      if (!cleared) kept.push(leftover);
    }
    this.#leftovers = kept;
  }

  /** Deletes a file if it is still the one that was seen. False when it has to stay for now. */
  async #clear({ trace, former }: Leftover, nodeIds: readonly string[]): Promise<boolean> {
    const look = await this.#directory.look(trace.name);
    if (look.kind !== 'sealed' || markOf(look.envelope) !== trace.mark) return true;
    if (!former && !isForNoOthers(look.envelope, nodeIds)) return false;
    await this.#directory.delete(trace.name);
    return true;
  }
}

function refusalOf(found: Found<unknown>): StorageError | undefined {
  if (found.state === 'newer') return new StorageError('NEWER');
  return found.state === 'unreadable' ? new StorageError('DISK', found.errno) : undefined;
}

/** Tells one set of keys from another, without giving any away. */
const keysIn = ({ current, old }: KeyRing): string =>
  [...current, ...old].map(({ nodeId, id }) => `${nodeId} ${id}`).join();

const nodeIdsOf = (keys: readonly NodeKey[]): string[] => keys.map(({ nodeId }) => nodeId);

/** True when a file is for no other nodes than these. */
export const isForNoOthers = ({ keys }: Envelope, nodeIds: readonly string[]): boolean =>
  keys.every(({ node }) => nodeIds.includes(node));

function toContent(value: unknown): Buffer {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    text = undefined;
  }
  if (text === undefined) throw new StorageError('NOT_JSON');
  return Buffer.from(text, 'utf8');
}
