import type { Delivery } from './delivery';
import type { Route } from '../src/simulator/exchange';
import type { Reply } from '../src/simulator/reply';

/** Something that goes wrong with one request. Made by the functions of the fault catalogue. */
export interface Fault {
  /** Whether the request has its effect all the same. */
  readonly isProcessed: boolean;
  /** Turns the answer (an empty 200 when nothing was processed) into another. */
  readonly edit?: (reply: Reply) => Reply;
  readonly delivery?: Delivery;
  /** The request waits here, before it is processed. */
  readonly gate?: Promise<void>;
}

/** Which requests a fault is for; `*` = all. */
export type FaultRoute = Route | '*';

/** The script of faults: a queue per route, and one that holds until it is cleared. */
export class Faults {
  readonly #queues = new Map<FaultRoute, Fault[]>();
  readonly #standing = new Map<FaultRoute, Fault>();

  /** The next request of this route fails so; several calls queue up. */
  next(route: FaultRoute, ...faults: Fault[]): void {
    this.#queues.set(route, [...(this.#queues.get(route) ?? []), ...faults]);
  }

  /** Every request of this route fails so, after the queued faults, until `clear`. */
  always(route: FaultRoute, fault: Fault): void {
    this.#standing.set(route, fault);
  }

  /** Takes back the faults of one route, or all. */
  clear(route?: FaultRoute): void {
    for (const script of [this.#queues, this.#standing]) {
      if (route === undefined) script.clear();
      else script.delete(route);
    }
  }

  /** For the tap only: the fault for a request of this route, taken from the queue. */
  take(route: Route): Fault | undefined {
    return (
      this.#queues.get(route)?.shift() ??
      this.#queues.get('*')?.shift() ??
      this.#standing.get(route) ??
      this.#standing.get('*')
    );
  }
}
