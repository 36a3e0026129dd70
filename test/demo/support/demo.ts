import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../../..');

/** The demo, started as `npm start` does, but for the set-up. */
export class Demo {
  readonly #child: ChildProcess;
  #output = '';

  constructor(port: number | string) {
    this.#child = spawn(process.execPath, ['scripts/demo.mjs', '--no-setup'], {
      cwd: ROOT,
      env: { ...process.env, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        this.#output += chunk.toString();
        this.#child.emit('said');
      });
  }

  get output(): string {
    return this.#output;
  }

  async says(expected: RegExp): Promise<void> {
    const ended = this.ended();
    while (!expected.test(this.#output)) {
      const code = await Promise.race([once(this.#child, 'said').then(() => undefined), ended]);
      if (code !== undefined && !expected.test(this.#output)) throw new Error(`It ended:\n${this.#output}`);
    }
  }

  /** @returns its exit code */
  async ended(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'close');
    return this.#child.exitCode;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
