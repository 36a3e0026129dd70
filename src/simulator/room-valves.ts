import type { RoomHeat } from './room-physics';
import { rounded, type Valve, type ValveReport } from './valve';

/** All valves of a room, as the one that Netatmo shows: it names the mean of what they report. */
export class RoomValves {
  readonly #valves: readonly Valve[];
  readonly #resolution: number;

  /** @param valves at least one; @param resolution of what Netatmo shows, °C */
  constructor(valves: readonly Valve[], resolution: number) {
    this.#valves = valves;
    this.#resolution = resolution;
  }

  /** What they take for the room's temperature on the mean, °C, not rounded. */
  get believed(): number {
    return this.#mean(({ believed }) => believed);
  }

  /** As of the oldest report. */
  get report(): ValveReport {
    const [only, second] = this.#valves;
    if (only && !second) return only.report;
    return {
      at: Math.min(...this.#valves.map(({ report }) => report.at)),
      raw: this.#mean(({ report }) => report.raw),
      reading: rounded(
        this.#mean(({ report }) => report.reading),
        this.#resolution,
      ),
      heatingPower: Math.round(this.#mean(({ report }) => report.heatingPower)),
    };
  }

  /** °C; all have the same once they have reported. */
  get offset(): number {
    return this.#mean(({ offset }) => offset);
  }

  /** 0–1 */
  get opening(): number {
    return this.#mean(({ opening }) => opening);
  }

  set opening(opening: number) {
    for (const valve of this.#valves) valve.opening = opening;
  }

  set raw(raw: number) {
    for (const valve of this.#valves) valve.raw = raw;
  }

  sense(heat: RoomHeat, seconds: number): void {
    for (const valve of this.#valves) valve.sense(heat, seconds);
  }

  regulate(setpoint: number, seconds: number): void {
    for (const valve of this.#valves) valve.regulate(setpoint, seconds);
  }

  /** All take over the cloud's offset and report. */
  reportWith(offset: number, now: number): void {
    for (const valve of this.#valves) valve.reportWith(offset, now);
  }

  /** Those do whose time has come. @param offset asked for only by then */
  reportIfDue(offset: () => number, now: number): void {
    for (const valve of this.#valves) if (now >= valve.nextReportAt) valve.reportWith(offset(), now);
  }

  showOffset(offset: number): void {
    for (const valve of this.#valves) valve.showOffset(offset);
  }

  skip(ms: number): void {
    for (const valve of this.#valves) valve.nextReportAt += ms;
  }

  #mean(pick: (valve: Valve) => number): number {
    return this.#valves.reduce((sum, valve) => sum + pick(valve), 0) / this.#valves.length;
  }
}
