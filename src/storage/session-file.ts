import { encodeEnvelope, type Envelope, markOf } from './envelope';
import { type Findings, findSession, openSealed, type Parse, type Trace, traceOf } from './find-session';
import { keyRing, type Member, type NodeKey } from './keys';
import type { Held, Lock, Patience } from './lock';
import { badName, belongsTo, namesFor } from './names';
import { type RandomBytes, seal } from './seal';
import { type Look, MAX_FILE_BYTES, type SessionDirectory } from './session-directory';
import { StorageError, toStorageError } from './storage-error';

interface Wanted {
  readonly members: readonly Member[];
  readonly content: Buffer;
}

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
  #newer = false;
  #nodeIds: readonly string[];
  #current: Trace | undefined;
  #leftovers: Leftover[] = [];
  #lastSeq = 0;
  /** What {@link reread} saw; spares the next write a look. */
  #glance: { readonly name: string; readonly look: Look } | undefined;
  #wanted: Wanted | undefined;
  #writing: Promise<void> | undefined;

  /** @param nodeIds the nodes that it was looked for by */
  constructor(
    directory: SessionDirectory,
    tools: SessionFileTools,
    nodeIds: readonly string[],
    findings: Findings<unknown>,
  ) {
    this.#directory = directory;
    this.#tools = tools;
    this.#nodeIds = nodeIds;
    this.#note(findings);
  }

  /**
   * Keeps other processes from the file: around what must not happen twice, and around each save. Within this process
   * it is shared. Undefined when another one does not let go in time. Rejects only with the reason of the signal.
   */
  hold(patience: Patience): Promise<Held | undefined> {
    const [first] = this.#nodeIds;
    const name = this.#current?.name ?? (first === undefined ? undefined : namesFor(first)[0]);
    if (name === undefined || this.#newer) return Promise.resolve({ release: () => Promise.resolve() });
    return this.#tools.lock(name).hold(patience);
  }

  /**
   * What another process has written since this one last read or wrote the file; undefined when that is nothing, or
   * nothing that can be used. Never rejects.
   */
  reread<T>(members: readonly Member[], parse: Parse<T>): Promise<T | undefined> {
    return this.#directory.exclusively(async () => {
      this.#glance = undefined;
      if (this.#newer) return undefined;
      const present = this.#current;
      if (!present) return this.#searchAgain(members, parse);
      const look = await this.#directory.look(present.name);
      // Another process may have moved it to the name of another node.
      if (look.kind === 'absent') return this.#searchAgain(members, parse);
      this.#glance = { name: present.name, look };
      if (look.kind !== 'sealed') return undefined;
      const { envelope } = look;
      if (markOf(envelope) === present.mark || envelope.seq < this.#lastSeq) return undefined;
      const value = openSealed(envelope, keyRing(members), parse);
      if (value !== undefined) this.#saw(traceOf(present.name, envelope));
      return value;
    });
  }

  /**
   * Writes `value` (JSON) so that it opens with the key of each of `members` and with no other. Of several that
   * wait the newest is written, and all resolve with it. Rejects with a {@link StorageError}; then the former
   * file is still there.
   */
  async save(members: readonly Member[], value: unknown): Promise<void> {
    this.#wanted = { members, content: toContent(value) };
    this.#writing ??= this.#directory.exclusively(() => this.#writeWanted());
    return this.#writing;
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

  async #searchAgain<T>(members: readonly Member[], parse: Parse<T>): Promise<T | undefined> {
    const findings = await findSession(this.#directory, keyRing(members), parse);
    this.#note(findings);
    return findings.found.state === 'loaded' ? findings.found.value : undefined;
  }

  #note({ found, origin, others }: Findings<unknown>): void {
    this.#newer = found.state === 'newer';
    this.#current = undefined;
    this.#leftovers.push(...others.map((trace) => ({ trace, former: false })));
    for (const { seq } of others) this.#lastSeq = Math.max(this.#lastSeq, seq);
    if (origin) this.#saw(origin);
  }

  #saw(trace: Trace): void {
    this.#current = trace;
    this.#lastSeq = Math.max(this.#lastSeq, trace.seq);
  }

  async #writeWanted(): Promise<void> {
    const wanted = this.#wanted;
    this.#wanted = undefined;
    this.#writing = undefined;
    try {
      if (wanted) await this.#write(wanted);
    } catch (error) {
      throw toStorageError(error);
    }
  }

  async #write({ members, content }: Wanted): Promise<void> {
    if (this.#newer) throw new StorageError('NEWER');
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
        return markOf(look.envelope) === this.#current?.mark || isWithin(look.envelope, nodeIdsOf(keys));
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
    if (!former && !isWithin(look.envelope, nodeIds)) return false;
    await this.#directory.delete(trace.name);
    return true;
  }
}

const nodeIdsOf = (keys: readonly NodeKey[]): string[] => keys.map(({ nodeId }) => nodeId);

/** True when a file is for no other nodes than these. */
export const isWithin = ({ keys }: Envelope, nodeIds: readonly string[]): boolean =>
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
