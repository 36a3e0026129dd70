import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock';
import { type Disk, systemDisk } from './disk';
import type { Envelope } from './envelope';
import { keyRing, type Member } from './keys';
import { Lock, type LockTools } from './lock';
import { badName, belongsTo, nodeIdIn } from './names';
import type { RandomBytes } from './seal';
import { SessionDirectory } from './session-directory';
import { isWithin, SessionFile } from './session-file';
import { toStorageError } from './storage-error';
import { thisProcess, type ThisProcess } from './this-process';

export interface StorageTools {
  readonly clock: Clock;
  readonly disk?: Disk;
  readonly random?: RandomBytes;
  readonly process?: ThisProcess;
}

/**
 * The encrypted session files of a user directory, one for each account: one JSON value each, sealed with
 * AES-256-GCM for the keys of the account's nodes. There is one of these per directory and process;
 * several processes may use one directory.
 */
export class SessionFiles {
  readonly #directory: SessionDirectory;
  readonly #tools: LockTools;
  /** By session file; kept, because each remembers for how long a left-over lock has been silent. */
  readonly #locks = new Map<string, Lock>();

  /** @param path `<userDir>/netatmo-truetemp`; made at the first save */
  constructor(path: string, tools: StorageTools) {
    this.#tools = { disk: systemDisk, random: randomBytes, process: thisProcess, ...tools };
    this.#directory = new SessionDirectory(path, this.#tools);
  }

  /** The file of the account with these nodes; nothing is read yet. */
  fileOf(members: readonly Member[]): SessionFile {
    const nodeIds = keyRing(members).current.map(({ nodeId }) => nodeId);
    const tools = { random: this.#tools.random, lock: (name: string) => this.#lock(name) };
    return new SessionFile(this.#directory, tools, nodeIds);
  }

  /**
   * Deletes what is there for these nodes and no others; needs no key. For an account that wants no file (any
   * more). Rejects with a `StorageError`.
   */
  remove(nodeIds: readonly string[]): Promise<void> {
    return this.#deleteWhere(
      (envelope) => isWithin(envelope, nodeIds),
      (name) => nodeIds.some((nodeId) => belongsTo(name, nodeId)),
    );
  }

  /**
   * Deletes the files of accounts that are in no flow any more: those of which no node is known. Stays: a newer
   * version's (this one cannot tell whose it is), what the disk does not let us read (the same), and what is no
   * session file under the name of a known node or under a hashed name (its account puts it away when it opens).
   * Rejects with a `StorageError`.
   * @param isKnownNode false for a node id that is in no flow, disabled ones included
   */
  sweep(isKnownNode: (nodeId: string) => boolean): Promise<void> {
    return this.#deleteWhere(
      ({ keys }) => !keys.some(({ node }) => isKnownNode(node)),
      (name) => {
        const nodeId = nodeIdIn(name);
        return nodeId !== undefined && !isKnownNode(nodeId);
      },
    );
  }

  /** Deletes by what a file says, or by its name where it says nothing. Tries all before it rejects. */
  #deleteWhere(says: (envelope: Envelope) => boolean, named: (name: string) => boolean): Promise<void> {
    return this.#directory.exclusively(async () => {
      try {
        const { sessions, bad, locked } = await this.#directory.names();
        const gone = bad.filter(named).map(badName);
        for (const name of sessions) {
          const look = await this.#directory.look(name);
          const goes = look.kind === 'sealed' ? says(look.envelope) : look.kind === 'bad' && named(name);
          if (goes) gone.push(name, badName(name));
        }
        const results = await Promise.allSettled(gone.map((name) => this.#directory.delete(name)));
        for (const name of locked.filter(named)) await this.#lock(name).clearLeftOver();
        await this.#directory.sweepTemporary();
        const failed = results.find((each) => each.status === 'rejected');
        if (failed) throw toStorageError(failed.reason);
      } catch (error) {
        throw toStorageError(error);
      }
    });
  }

  #lock(name: string): Lock {
    const lock = this.#locks.get(name) ?? new Lock(this.#directory, name, this.#tools);
    this.#locks.set(name, lock);
    return lock;
  }
}
