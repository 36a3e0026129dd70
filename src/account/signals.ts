import { setMaxListeners } from 'node:events';
import type { Closing } from '../correction/corrector';

/** A controller for a signal that a thousand messages may listen to. */
export function shareable(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}

/**
 * What is aborted with either of two long-lived signals. Tied by hand, because the platform's own `AbortSignal.any`
 * keeps an entry for every message ever made on Node 20 (nodejs/node#54614), and only when somebody wants to listen:
 * most messages of a sensor are answered before, and making a signal takes longer than that.
 */
export class EitherOf implements Closing {
  readonly #sources: readonly AbortSignal[];
  #controller: AbortController | undefined;
  #ties: readonly (() => void)[] = [];

  constructor(...sources: readonly AbortSignal[]) {
    this.#sources = sources;
  }

  throwIfAborted(): void {
    for (const source of this.#sources) if (source.aborted) throw source.reason;
  }

  get signal(): AbortSignal {
    return (this.#controller ??= this.#tied()).signal;
  }

  #tied(): AbortController {
    const controller = shareable();
    this.#ties = this.#sources.map((source) => {
      const abort = (): void => controller.abort(source.reason);
      if (source.aborted) abort();
      source.addEventListener('abort', abort, { once: true });
      return () => source.removeEventListener('abort', abort);
    });
    return controller;
  }

  /** Frees the ties to the sources. Call it when the work has ended. */
  untie(): void {
    for (const untie of this.#ties) untie();
  }
}
