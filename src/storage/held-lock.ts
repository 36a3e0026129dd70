import type { Timer } from '../clock';
import type { OpenFile } from './disk';
import { BEAT_MS, HEARD_WITHIN_MS } from './lock-record';
import type { DirectoryTools } from './session-directory';

const SIGN_OF_LIFE = Buffer.from('.');

/** A lock file that this process has made. Gives signs of life as long as it is kept, so that nobody takes it away. */
export class HeldLock {
  readonly id: string;
  readonly #file: OpenFile;
  readonly #tools: DirectoryTools;
  readonly #takenAt: { readonly ticks: number; readonly now: number };
  #timer: Timer;
  #beating: Promise<void> = Promise.resolve();
  #isKept = true;

  /** @param file kept open: a sign of life then never gets into a lock of somebody else */
  constructor(id: string, file: OpenFile, tools: DirectoryTools) {
    this.id = id;
    this.#file = file;
    this.#tools = tools;
    this.#takenAt = { ticks: tools.clock.ticks(), now: tools.clock.now() };
    this.#timer = this.#nextBeat();
  }

  /** Whether somebody may have taken it for left over, for instance while this machine slept. */
  get mayBeLost(): boolean {
    const { clock } = this.#tools;
    const { ticks, now } = this.#takenAt;
    return Math.max(clock.ticks() - ticks, clock.now() - now) >= HEARD_WITHIN_MS;
  }

  /** Ends the signs of life. Never rejects. */
  async close(): Promise<void> {
    this.#isKept = false;
    this.#timer.cancel();
    await this.#beating;
    await this.#file.close().catch(() => undefined);
  }

  #nextBeat(): Timer {
    return this.#tools.clock.after(BEAT_MS, () => void (this.#beating = this.#beat()));
  }

  async #beat(): Promise<void> {
    try {
      await this.#file.write(SIGN_OF_LIFE);
      // Other machines see it only then.
      await this.#file.sync();
    } catch {
      // A lock that the disk does not keep up is soon somebody else's; see mayBeLost.
    }
    if (this.#isKept) this.#timer = this.#nextBeat();
  }
}
