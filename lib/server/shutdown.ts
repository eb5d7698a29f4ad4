import 'server-only';
import type { EventEmitter } from 'node:events';

/** Whether the server wants requests, as a probe is answered: one word and its status. */
export type Readiness =
  | { readonly word: 'ready'; readonly status: 200 }
  | { readonly word: 'stopping'; readonly status: 503 };

export type Lifecycle = { readonly readiness: () => Readiness };

/**
 * Notices the request to stop in the tick in which it arrives (R8). It only listens: the framework's own handler closes
 * the server, finishes requests and ends the process.
 */
export function watchShutdown(signals: Pick<EventEmitter, 'once'>): Lifecycle {
  let stopping = false;
  const stop = () => {
    stopping = true;
  };
  signals.once('SIGTERM', stop);
  signals.once('SIGINT', stop);
  return { readiness: () => (stopping ? { word: 'stopping', status: 503 } : { word: 'ready', status: 200 }) };
}
