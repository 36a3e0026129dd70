import { fork, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Figures } from './figures';
import type { PolicyName } from './run';

/** One run, as one process tells another. */
export interface Job {
  readonly scenario: string;
  readonly policy: PolicyName;
  readonly seed: number;
  readonly days: number;
}

interface Waiting {
  readonly job: Job;
  readonly resolve: (figures: Figures) => void;
  readonly reject: (error: Error) => void;
}

/** Processes that live through runs, one for each core: what a run comes to does not depend on who does it. */
export class Crew {
  readonly #workers: ChildProcess[] = [];
  readonly #waiting: Waiting[] = [];

  constructor(size = availableParallelism()) {
    for (let index = 0; index < size; index += 1) this.#hire();
  }

  run(job: Job): Promise<Figures> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ job, resolve, reject });
      this.#idle.pop()?.();
    });
  }

  /** Sends everybody home; what nobody has begun stays undone. */
  close(): void {
    for (const worker of this.#workers) worker.disconnect();
  }

  readonly #idle: (() => void)[] = [];

  #hire(): void {
    const worker = fork(join(__dirname, 'worker.ts'));
    let current: Waiting | undefined;
    const next = (): void => {
      current = this.#waiting.shift();
      if (current) worker.send(current.job);
      else this.#idle.push(next);
    };
    worker.on('message', (figures) => {
      current?.resolve(figures as Figures);
      next();
    });
    worker.on('exit', (code) =>
      current?.reject(new Error(`A run ended with ${code}: ${JSON.stringify(current.job)}`)),
    );
    this.#workers.push(worker);
    next();
  }
}
