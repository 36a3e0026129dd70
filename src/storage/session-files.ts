import { randomBytes } from 'node:crypto';
import { type Clock, DAY } from '../clock';
import { type Disk, systemDisk } from './disk';
import type { Envelope } from './envelope';
import { keyRing, type Member } from './keys';
import { Lock, type LockTools } from './lock';
import { badName, belongsTo, nameOfBad, nodeIdIn } from './names';
import type { RandomBytes } from './seal';
import { SessionDirectory } from './session-directory';
import { isForNoOthers, SessionFile } from './session-file';
import { toStorageError } from './storage-error';
import { thisProcess, type ThisProcess } from './this-process';

/** A file that nobody has written to or started with for this long, ms, is not in use. */
const UNUSED_MS = 7 * DAY;

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
      (envelope) => isForNoOthers(envelope, nodeIds),
      (name) => nodeIds.some((nodeId) => belongsTo(name, nodeId)),
      (name) => this.#directory.delete(name),
    );
  }

  /**
   * Deletes the files of accounts that are in no flow any more: those of which no node is known. As another Node-RED
   * with other flows may share the directory, only what nobody has written to or started with for 7 days goes, and
   * only while no process has its lock. Stays in any case: a newer version's (this one cannot tell whose it is), what the disk does not let us read (the same), and what is no
   * session file under the name of a known node or under a hashed name (its account puts it away when it opens).
   * Rejects with a `StorageError`.
   * @param keepsFile whether a node of this id is in the flows, disabled or not, and wants a file
   * @param isInFlows whether it is in them at all: what is there for nodes that want none goes at once
   */
  sweep(
    keepsFile: (nodeId: string) => boolean,
    isInFlows: (nodeId: string) => boolean = () => false,
  ): Promise<void> {
    const unwanted = new Set<string>();
    const judge = (name: string, nodeIds: readonly string[]): boolean => {
      if (nodeIds.every(isInFlows)) unwanted.add(name).add(badName(name));
      return nodeIds.length > 0 && !nodeIds.some(keepsFile);
    };
    return this.#deleteWhere(
      ({ keys }, name) =>
        judge(
          name,
          keys.map(({ node }) => node),
        ),
      (name) => {
        const nodeId = nodeIdIn(name);
        return nodeId !== undefined && judge(name, [nodeId]);
      },
      (name) => (unwanted.has(name) ? this.#directory.delete(name) : this.#deleteUnused(name)),
    );
  }

  async #deleteUnused(name: string): Promise<void> {
    const isUsed = async (): Promise<boolean> => (await this.#directory.unwrittenFor(name)) < UNUSED_MS;
    if (await isUsed()) return;
    const held = await this.#lock(nameOfBad(name) ?? name).hold({ ms: 0 });
    try {
      // Somebody may have started with it meanwhile.
      if (held && !(await isUsed())) await this.#directory.delete(name);
    } finally {
      await held?.release();
    }
  }

  /** Deletes by what a file says, or by its name where it says nothing. Tries all before it rejects. */
  #deleteWhere(
    says: (envelope: Envelope, name: string) => boolean,
    named: (name: string) => boolean,
    drop: (name: string) => Promise<void>,
  ): Promise<void> {
    return this.#directory.exclusively(async () => {
      try {
        const { sessions, bad, locked } = await this.#directory.names();
        const gone = new Set(bad.filter(named).map(badName));
        for (const name of sessions) {
          const look = await this.#directory.look(name);
          const goes =
            look.kind === 'sealed' ? says(look.envelope, name) : look.kind === 'bad' && named(name);
          if (goes) gone.add(name);
          if (goes && bad.includes(name)) gone.add(badName(name));
        }
        const results = await Promise.allSettled([...gone].map(drop));
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
