import type { Dispatcher } from 'undici';

/** The same connections; `begun` is called as each request is handed to them. */
export const counted = (dispatcher: Dispatcher, begun: () => void): Dispatcher =>
  dispatcher.compose((dispatch) => (options, handler) => {
    begun();
    return dispatch(options, handler);
  });
