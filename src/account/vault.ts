import type { Clock } from '../clock';
import type { SessionMemory, StoredSession } from '../cloud/session';
import type { RoomStates } from '../correction/room-state';
import type { Member } from '../storage/keys';
import type { SessionFile } from '../storage/session-file';
import type { SessionFiles } from '../storage/session-files';
import { emptyAccount, fingerprint, parseAccount, type StoredAccount } from './stored-account';

/** Where the state of an account lives at the moment. `memory`: no node has a key or wants a file. */
export type Keeping = 'file' | 'memory' | 'disk-trouble';

export interface VaultDeps {
  readonly clock: Clock;
  /** Undefined where there is no user directory, and for the simulated home. */
  readonly files: SessionFiles | undefined;
  /** Trimmed, lower case. */
  readonly email: string;
  /** Called when the place of the state changes. */
  readonly onKeeping: (keeping: Keeping) => void;
}

/**
 * What is remembered of one e-mail's account: in the process as long as one of its nodes exists, and in one
 * encrypted file when a node has a key for it. Disk trouble never stops anything; the state stays in memory.
 */
export class Vault {
  readonly #deps: VaultDeps;
  #state: StoredAccount;
  #file: SessionFile | undefined;
  #opened: Promise<void> | undefined;
  #keeping: Keeping = 'memory';
  /** Writing and deleting that nobody waited for. */
  #inBackground: Promise<unknown> = Promise.resolve();
  /** Nodes that want a file, by node id. */
  readonly #members = new Map<string, Member>();

  constructor(deps: VaultDeps) {
    this.#deps = deps;
    this.#state = emptyAccount(deps.email);
  }

  /** Whether the state survives a restart, as far as is known before the next save. */
  get keepsFile(): boolean {
    return this.#deps.files !== undefined && this.#members.size > 0 && this.#keeping !== 'disk-trouble';
  }

  /**
   * A node joins.
   * @param member its key; undefined when it has none: then a file of before stays for the day when it has it again
   * @param wantsFile false: what it left on disk while it still wanted a file goes
   */
  join(nodeId: string, member: Member | undefined, wantsFile: boolean): void {
    const before = this.#members.delete(nodeId);
    if (member && wantsFile) this.#members.set(nodeId, member);
    if (this.#members.has(nodeId) || before) this.#membersChanged();
    if (!wantsFile && this.#members.size === 0) this.#background(this.#quietly(this.#removed([nodeId])));
  }

  /** A node is gone for good. The last one takes the file along. */
  async leave(nodeId: string): Promise<void> {
    const left = this.#members.delete(nodeId);
    if (!left) return;
    if (this.#members.size > 0) {
      this.#membersChanged();
      return;
    }
    await this.#quietly(this.#removed([nodeId]));
  }

  /**
   * Reads the file, once, before anything is asked of the cloud.
   * @param passwords of the accounts that exist; what was stored for others is void
   */
  open(passwords: readonly string[]): Promise<void> {
    return (this.#opened ??= this.#open(passwords));
  }

  /** The part that one session writes and reads. */
  session(password: string): SessionMemory {
    const key = this.#fingerprint(password);
    const state = this.#state;
    const save = (): Promise<void> => this.save();
    return {
      get ledger() {
        return state.ledger;
      },
      set ledger(ledger) {
        state.ledger = ledger;
      },
      get session(): StoredSession {
        return state.sessions[key] ?? { cookies: [], latch: null };
      },
      set session(session) {
        state.sessions[key] = session;
      },
      save,
    };
  }

  /** A password is in use no more: its session and latch end. */
  forgetPassword(password: string): void {
    const { sessions } = this.#state;
    Reflect.deleteProperty(sessions, this.#fingerprint(password));
  }

  get rooms(): RoomStates {
    const { rooms } = this.#state;
    const key = (homeId: string, roomId: string): string => `${homeId} ${roomId}`;
    return {
      get: (homeId, roomId) => rooms[key(homeId, roomId)],
      put: (homeId, roomId, state) => (rooms[key(homeId, roomId)] = state),
      save: () => this.save(),
    };
  }

  /** Makes the state as durable as it gets; never rejects. */
  async save(): Promise<void> {
    const { files } = this.#deps;
    const members = [...this.#members.values()];
    if (!files || members.length === 0) {
      this.#keep('memory');
      return;
    }
    try {
      this.#file ??= (await files.open(members, this.#parse)).file;
      await this.#file.save(members, this.#state);
      this.#keep('file');
    } catch {
      this.#keep('disk-trouble');
    }
  }

  /** Resolves when nothing is being written or deleted any more. */
  async idle(): Promise<void> {
    await this.#inBackground;
  }

  async #open(passwords: readonly string[]): Promise<void> {
    const { files } = this.#deps;
    const members = [...this.#members.values()];
    if (!files || members.length === 0) {
      this.#keep('memory');
      return;
    }
    const { file, found } = await files.open(members, this.#parse);
    this.#file = file;
    this.#keep(found.state === 'newer' || found.state === 'unreadable' ? 'disk-trouble' : 'file');
    if (found.state !== 'loaded') return;
    this.#state = found.value;
    const inUse = passwords.map((password) => this.#fingerprint(password));
    for (const key of Object.keys(this.#state.sessions))
      if (!inUse.includes(key)) Reflect.deleteProperty(this.#state.sessions, key);
    if (found.outdated) await this.save();
  }

  async #removed(nodeIds: readonly string[]): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.remove();
    await this.#deps.files?.remove(nodeIds);
  }

  readonly #parse = (value: unknown): StoredAccount | undefined =>
    parseAccount(value, this.#deps.email, this.#deps.clock.now());

  #fingerprint(password: string): string {
    return fingerprint(this.#state.salt, password);
  }

  /** Keys have come or gone: what is known already is written anew for those that are there now. */
  #membersChanged(): void {
    if (this.#opened) this.#background(this.#opened.then(() => this.save()));
  }

  #keep(keeping: Keeping): void {
    if (keeping === this.#keeping) return;
    this.#keeping = keeping;
    this.#deps.onKeeping(keeping);
  }

  #background(work: Promise<void>): void {
    this.#inBackground = Promise.all([this.#inBackground, work]);
  }

  async #quietly(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch {
      this.#keep('disk-trouble');
    }
  }
}
