import type { Clock } from '../clock';
import type { SignInLedger } from '../cloud/breaker';
import type { Deadline } from '../cloud/deadline';
import type { SessionStore, StoredSession } from '../cloud/session-store';
import type { Member } from '../storage/keys';
import type { Held } from '../storage/lock';
import type { Reading, SessionFile } from '../storage/session-file';
import type { SessionFiles } from '../storage/session-files';
import { errnoOf, StorageError } from '../storage/storage-error';
import { mergeAccounts } from './merge';
import { copyOf, emptyAccount, fingerprint, parseAccount, type StoredAccount } from './stored-account';
import type { RoomState, RoomStates } from '../correction/room-state';
import { loadEvent, waitForLock, type Keeping, type FileEvent } from './events';

export interface AccountStoreDeps {
  readonly clock: Clock;
  /** Undefined where there is no user directory, and for the simulated home. */
  readonly files: SessionFiles | undefined;
  /** Trimmed, lower case. */
  readonly email: string;
  /** Told of all reading, writing and waiting, and of each change of the place. Must not throw. */
  readonly onEvent: (event: FileEvent) => void;
}

/** How long a save waits for another process, ms; more than a usual sign-in takes. */
const SAVE_PATIENCE_MS = 5_000;
/** How long a renewal or sign-in waits for another process, ms; then there is still time to do it. */
const RENEWAL_PATIENCE_MS = 25_000;

/** How long a file that could not be read is left alone before a message tries again, ms. */
const UNREADABLE_MS = 10_000;

/** What is remembered of an account's rooms. */
export interface StoredRooms extends RoomStates {
  readonly all: () => readonly RoomState[];
}

const NO_SESSION: StoredSession = { cookies: [], latch: null };

/**
 * What is remembered of one e-mail's account: in the process as long as one of its nodes exists, and in one
 * encrypted file when a node has a key for it. Disk trouble never stops anything; the state stays in memory.
 *
 * What lies on the disk is merged with what is known here whenever it can be read and is new: at start, when a key or the
 * directory comes later, and, as processes with the same nodes share the file, before each renewal, sign-in and write.
 * So that another process corrects a room is not known here before the next of these.
 */
export class AccountStore {
  readonly #deps: AccountStoreDeps;
  #state: StoredAccount;
  /** The state when the file was last written or read: what is different since then was changed here. */
  #base: StoredAccount;
  #file: SessionFile | undefined;
  #opened: Promise<void> | undefined;
  #isOpen = false;
  /** When the file could not be read, ticks. */
  #unreadableAt: number | undefined;
  #keeping: Keeping = 'memory';
  /** What reading the file came to last, without those times when there was nothing new. */
  #lastReading: Reading<unknown>['state'] | undefined;
  /** An earlier life has left something that cannot be used any more. */
  #hasLost = false;
  /** Writing and deleting that nobody waited for. */
  #inBackground: Promise<unknown> = Promise.resolve();
  #lastSave: Promise<void> = Promise.resolve();
  #waitingSave: Promise<void> | undefined;
  /** Nodes that want a file, by node id. */
  readonly #members = new Map<string, Member>();
  /** Passwords of the sessions that are in use. */
  readonly #passwords = new Set<string>();
  /** Fingerprints of passwords whose latch has outlived their last node, and since which tick. */
  readonly #left = new Map<string, number>();

  constructor(deps: AccountStoreDeps) {
    this.#deps = deps;
    this.#state = emptyAccount(deps.email);
    this.#base = copyOf(this.#state);
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
      return this.idle();
    }
    await this.#quietly(this.#removed([nodeId]));
  }

  /** False when there is something to read first: {@link AccountStore.open} does. */
  get isOpen(): boolean {
    const { clock } = this.#deps;
    const isDue = this.#unreadableAt !== undefined && clock.ticks() - this.#unreadableAt >= UNREADABLE_MS;
    return this.#isOpen && !isDue;
  }

  /**
   * Reads the file before anything is asked of the cloud; again when that was not possible, or when keys have come.
   * @param passwords of the accounts that exist; what was stored for others is void
   */
  open(passwords: readonly string[]): Promise<void> {
    for (const password of passwords) this.#passwords.add(password);
    if (!this.#opened || (this.#isOpen && !this.isOpen)) this.#reopen();
    return this.#opened ?? Promise.resolve();
  }

  /** What is remembered about signing in with this e-mail, whatever the password. */
  get ledger(): SignInLedger {
    return this.#state.ledger;
  }

  set ledger(ledger: SignInLedger) {
    this.#state.ledger = ledger;
  }

  /** The part that one session writes and reads. */
  session(password: string): SessionStore {
    const passwords = this.#passwords;
    passwords.add(password);
    this.#left.delete(this.#fingerprint(password));
    const state = (): StoredAccount => this.#state;
    const key = (): string => this.#fingerprint(password);
    return {
      get ledger() {
        return state().ledger;
      },
      set ledger(ledger) {
        state().ledger = ledger;
      },
      get session(): StoredSession {
        return state().sessions[key()] ?? NO_SESSION;
      },
      set session(session) {
        // A sign-in may still have been under way when its password was forgotten.
        if (passwords.has(password)) state().sessions[key()] = session;
      },
      save: () => this.save(),
      exclusively: (work, deadline) => this.#exclusively(work, deadline),
    };
  }

  /** A password is in use no more: its session and latch end. @returns whether there was a latch */
  forgetPassword(password: string): boolean {
    this.#passwords.delete(password);
    const { sessions } = this.#state;
    const key = this.#fingerprint(password);
    const wasLatched = sessions[key]?.latch != null;
    Reflect.deleteProperty(sessions, key);
    return wasLatched;
  }

  /** The last node with a password is gone: its session ends, and its latch stays for {@link forgetLeftBefore}. */
  endSession(password: string): void {
    this.#passwords.delete(password);
    const { sessions } = this.#state;
    const key = this.#fingerprint(password);
    const latch = sessions[key]?.latch;
    Reflect.deleteProperty(sessions, key);
    if (!latch) return;
    sessions[key] = { ...NO_SESSION, latch };
    this.#left.set(key, this.#deps.clock.ticks());
  }

  /** Forgets the latches that have been left before this tick. */
  forgetLeftBefore(tick: number): void {
    for (const [key, since] of this.#left) {
      if (since >= tick) continue;
      this.#left.delete(key);
      Reflect.deleteProperty(this.#state.sessions, key);
    }
  }

  get rooms(): StoredRooms {
    const mayHaveForgotten = (): boolean => this.mayHaveForgotten;
    return {
      get mayHaveForgotten() {
        return mayHaveForgotten();
      },
      of: (homeId, roomId) => {
        const key = `${homeId} ${roomId}`;
        return { get: () => this.#state.rooms[key], put: (state) => (this.#state.rooms[key] = state) };
      },
      all: () => Object.values(this.#state.rooms),
      save: () => this.save(),
    };
  }

  /**
   * Whether an earlier life of this process may have left something that is not known here: there is no file, or the
   * one that was there could not be read.
   */
  get mayHaveForgotten(): boolean {
    return this.#hasLost || this.#lastReading === undefined || UNREAD.has(this.#lastReading);
  }

  /** Saves what has changed in rooms since the last save, for a process that may end now. */
  async flush(): Promise<void> {
    const { rooms } = this.#state;
    const keys = new Set([...Object.keys(rooms), ...Object.keys(this.#base.rooms)]);
    if ([...keys].some((key) => rooms[key] !== this.#base.rooms[key])) await this.save();
  }

  /** Makes the state as durable as it gets; never rejects. Those that come while one waits are served by it. */
  save(): Promise<void> {
    if (!this.#waitingSave) {
      const saving = this.#lastSave.then(() => {
        this.#waitingSave = undefined;
        return this.#write();
      });
      this.#waitingSave = this.#lastSave = saving;
      this.#background(saving);
    }
    return this.#waitingSave;
  }

  /** Resolves when nothing is being written or deleted any more. */
  async idle(): Promise<void> {
    await this.#inBackground;
  }

  #reopen(): void {
    this.#isOpen = false;
    const opening = (this.#opened ?? Promise.resolve()).then(() => this.#open());
    this.#opened = opening;
    // Only those who wait now fail: the next message tries anew.
    opening.catch(() => (this.#opened = undefined));
    this.#background(opening);
  }

  async #open(): Promise<void> {
    const file = this.#fileOfMembers();
    if (!file) this.#keep('memory');
    else if (await this.#takeOver(file)) this.#background(this.save());
    this.#isOpen = true;
  }

  async #write(): Promise<void> {
    const file = this.#fileOfMembers();
    if (!file) {
      this.#keep('memory');
      return;
    }
    let held: Held | undefined;
    try {
      held = await waitForLock(file, { ms: SAVE_PATIENCE_MS }, this.#deps.clock, this.#tell);
      if (!held) throw new StorageError('DISK', 'LOCKED');
      await this.#takeOver(file);
      // Meanwhile the last node may have left and taken the file along.
      if (file !== this.#file) return;
      const written = copyOf(this.#state);
      await file.save([...this.#members.values()], written);
      this.#base = written;
      this.#tell({ event: 'session.save', outcome: 'saved' });
      this.#keep('file');
    } catch (error) {
      this.#tell({ event: 'session.save', outcome: 'failed', code: errnoOf(error) });
      this.#keep('disk-trouble');
    } finally {
      await held?.release();
    }
  }

  async #exclusively<T>(work: () => Promise<T>, deadline: Deadline): Promise<T> {
    const file = this.#fileOfMembers();
    if (!file) return work();
    const patience = { ms: RENEWAL_PATIENCE_MS, signal: deadline.signal };
    const held = await waitForLock(file, patience, this.#deps.clock, this.#tell);
    try {
      await this.#takeOver(file);
      return await work();
    } finally {
      await held?.release();
    }
  }

  /** Undefined when the state lives in memory only. */
  #fileOfMembers(): SessionFile | undefined {
    const members = [...this.#members.values()];
    if (!this.#deps.files || members.length === 0) return undefined;
    return (this.#file ??= this.#deps.files.fileOf(members));
  }

  /** Merges what is on the disk and not known here. @returns whether the file should be written anew */
  async #takeOver(file: SessionFile): Promise<boolean> {
    const { clock } = this.#deps;
    const found = await file.read([...this.#members.values()], this.#parse);
    if (file !== this.#file || found.state === 'unchanged') return false;
    const event = found.state === this.#lastReading ? undefined : loadEvent(found);
    if (event) this.#tell(event);
    this.#lastReading = found.state;
    this.#hasLost ||= found.state === 'bad';
    this.#unreadableAt = found.state === 'unreadable' ? clock.ticks() : undefined;
    this.#keep(found.state === 'newer' || found.state === 'unreadable' ? 'disk-trouble' : 'file');
    if (found.state === 'replaced') return this.#addOlder(found.value);
    if (found.state !== 'loaded') return false;
    this.#merge(found.value);
    for (const older of found.older ?? []) this.#addOlder(older);
    return found.outdated;
  }

  /** The newest state of the account, as another process or an earlier life has left it. */
  #merge(theirs: StoredAccount): void {
    const isKin = theirs.salt === this.#base.salt;
    const passwords = this.#passwords;
    const now = this.#deps.clock.now();
    this.#state = mergeAccounts({ base: this.#base, ours: this.#state, theirs }, passwords, now);
    this.#base = copyOf(theirs);
    if (isKin) return;
    const inUse = [...passwords].map((password) => this.#fingerprint(password));
    for (const key of Object.keys(this.#state.sessions))
      if (!inUse.includes(key)) Reflect.deleteProperty(this.#state.sessions, key);
  }

  /** A state that is not the newest: its own past teaches nothing, that of another life does. @returns whether it did */
  #addOlder(older: StoredAccount): boolean {
    if (older.salt === this.#state.salt) return false;
    const versions = { base: older, ours: older, theirs: this.#state };
    this.#state = mergeAccounts(versions, this.#passwords, this.#deps.clock.now());
    return true;
  }

  async #removed(nodeIds: readonly string[]): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    // A save under way would bring it back.
    await this.#lastSave;
    await file?.remove();
    await this.#deps.files?.remove(nodeIds);
  }

  readonly #tell = (event: FileEvent): void => this.#deps.onEvent(event);

  readonly #parse = (value: unknown): StoredAccount | undefined =>
    parseAccount(value, this.#deps.email, this.#deps.clock.now());

  #fingerprint(password: string): string {
    return fingerprint(this.#state.salt, password);
  }

  /** Keys have come or gone: what is known already is written anew for those that are there now. */
  #membersChanged(): void {
    if (!this.#opened) return;
    this.#reopen();
    this.#background(this.#opened.then(() => this.save()));
  }

  #keep(keeping: Keeping): void {
    if (keeping === this.#keeping) return;
    this.#keeping = keeping;
    this.#tell({ event: 'session.keeping', outcome: keeping });
  }

  /** Work that nobody waits for; that it fails must not end the process. */
  #background(work: Promise<void>): void {
    this.#inBackground = Promise.allSettled([this.#inBackground, work]);
  }

  async #quietly(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch {
      this.#keep('disk-trouble');
    }
  }
}

/** What a reading of the file can come to that says nothing of what an earlier life knew. */
const UNREAD: ReadonlySet<Reading<unknown>['state']> = new Set(['newer', 'unreadable']);
