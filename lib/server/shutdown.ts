import 'server-only';
import { subscribe } from 'node:diagnostics_channel';
import type { EventEmitter } from 'node:events';
import { Server } from 'node:http';

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

/**
 * Ends connections once the request on them is answered, from the stop on. The framework closes its server, which waits
 * for every connection: a page that goes on asking over one that was busy at that moment would keep it open for ever.
 */
export function releaseConnections({ readiness }: Lifecycle): void {
  subscribe('http.server.response.finish', (message) => {
    if (readiness().word === 'ready' || typeof message !== 'object' || message === null) return;
    const server = 'server' in message ? message.server : null;
    // Not idle before the turn that answers it is over.
    if (server instanceof Server) setImmediate(() => server.closeIdleConnections());
  });
}

/** What of a process is needed to let it end in order. */
type EndingProcess = Pick<EventEmitter, 'once'> & { exit: (code?: number | string | null) => void };

type LastSteps = {
  /** Begun in the tick in which the signal arrives: ends what works in the background. */
  readonly onSignal: () => Promise<void>;
  /** Begun once requests are answered: closes what they needed. */
  readonly onExit: () => Promise<void>;
};

/** Together with finishing requests this stays below the 15 s of security rule R8. */
const LAST_STEPS_MS = 8_000;

/**
 * Lets the last steps finish before the process ends. The framework's own handler stays in place and ends the process
 * as soon as requests are answered, which can be before the index is closed; its call of `exit` is held until then.
 */
export function holdExit(target: EndingProcess, { onSignal, onExit }: LastSteps): void {
  const begin = (): void => {
    const stopped = onSignal();
    const exit = target.exit.bind(target);
    target.exit = (code) => {
      target.exit = exit;
      const closed = stopped.then(onExit, onExit);
      const tired = new Promise((resolve) => setTimeout(resolve, LAST_STEPS_MS).unref());
      Promise.race([closed, tired]).then(
        () => exit(code),
        () => exit(code),
      );
    };
  };
  let hasBegun = false;
  const beginOnce = (): void => {
    if (!hasBegun) begin();
    hasBegun = true;
  };
  target.once('SIGTERM', beginOnce);
  target.once('SIGINT', beginOnce);
}
