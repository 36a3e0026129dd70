import { HOUR } from '../../../src/clock';

const TEN_SECONDS = 10_000;

/** The most requests that there were in any ten seconds and in any hour. */
export class RateWatch {
  most10s = 0;
  mostHour = 0;
  /** Ticks of the requests of the last hour, oldest first. */
  readonly #made: number[] = [];

  note(tick: number): void {
    this.#made.push(tick);
    while (this.#made[0]! <= tick - HOUR) this.#made.shift();
    this.mostHour = Math.max(this.mostHour, this.#made.length);
    this.most10s = Math.max(this.most10s, this.#made.filter((each) => each > tick - TEN_SECONDS).length);
  }
}
