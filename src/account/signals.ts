import { setMaxListeners } from 'node:events';

/** A controller for a signal that a thousand messages may listen to. */
export function shareable(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}

/**
 * A signal that is aborted with either of two long-lived ones. Tied by hand, because the platform's own
 * `AbortSignal.any` keeps an entry for every message ever made on Node 20 (nodejs/node#54614).
 */
export function eitherOf(...sources: readonly AbortSignal[]): {
  readonly signal: AbortSignal;
  readonly untie: () => void;
} {
  const controller = shareable();
  const ties = sources.map((source) => {
    const abort = (): void => controller.abort(source.reason);
    if (source.aborted) abort();
    source.addEventListener('abort', abort, { once: true });
    return () => source.removeEventListener('abort', abort);
  });
  return { signal: controller.signal, untie: () => ties.forEach((untie) => untie()) };
}
