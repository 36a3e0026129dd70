import { encodeEnvelope, type Envelope, markOf } from './envelope';
import type { Findings, Trace } from './find-session';
import { keyRing, type Member, type NodeKey } from './keys';
import { badName, belongsTo, namesFor } from './names';
import { type RandomBytes, seal } from './seal';
import { MAX_FILE_BYTES, type SessionDirectory } from './session-directory';
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

/** The session file of one account; there may be none on the disk yet. */
export class SessionFile {
  readonly #directory: SessionDirectory;
  readonly #random: RandomBytes;
  readonly #newer: boolean;
  #nodeIds: readonly string[];
  #current: Trace | undefined;
  #leftovers: Leftover[];
  #lastSeq: number;
  #wanted: Wanted | undefined;
  #writing: Promise<void> | undefined;

  /** @param nodeIds the nodes that it was looked for by */
  constructor(
    directory: SessionDirectory,
    random: RandomBytes,
    nodeIds: readonly string[],
    { found, origin, others }: Findings<unknown>,
  ) {
    this.#directory = directory;
    this.#random = random;
    this.#newer = found.state === 'newer';
    this.#nodeIds = nodeIds;
    this.#current = origin;
    this.#leftovers = others.map((trace) => ({ trace, former: false }));
    this.#lastSeq = Math.max(0, origin?.seq ?? 0, ...others.map(({ seq }) => seq));
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
    const envelope = seal(content, this.#lastSeq + 1, keys, this.#random);
    const bytes = encodeEnvelope(envelope);
    if (bytes.length > MAX_FILE_BYTES) throw new StorageError('TOO_LARGE');
    await this.#directory.replace(name, bytes);

    const former = this.#current;
    if (former && former.name !== name) this.#leftovers.push({ trace: former, former: true });
    this.#lastSeq = envelope.seq;
    this.#current = { name, mark: markOf(envelope), seq: envelope.seq };
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
    const look = await this.#directory.look(name);
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
