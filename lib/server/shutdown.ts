import 'server-only';
import { subscribe } from 'node:diagnostics_channel';
import type { EventEmitter } from 'node:events';
import { Server } from 'node:http';
import { Socket } from 'node:net';

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

/** A request that was sent before the stop has arrived by then. */
const UNUSED_MS = 500;

/** Requests under way are given this long. Together with the last steps it stays below the 15 s of security rule R8. */
const FINISH_MS = 6_000;

/**
 * Ends connections from the stop on. The framework closes its server, which waits for every connection that is not idle:
 * - for one that is used, as long as the page behind it goes on asking: it is ended with the answer under way;
 * - for one that a browser opened ahead and never used, for ever: such a one is ended when nothing comes over it;
 * - for a request that does not end: it is cut when its time is up.
 */
export function releaseConnections(signals: Pick<EventEmitter, 'once'>, { readiness }: Lifecycle): void {
  const servers = new Set<Server>();
  const unused = new Set<Socket>();
  subscribe('net.server.socket', (message) => {
    const socket = memberOf(message, 'socket');
    if (!(socket instanceof Socket)) return;
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  subscribe('http.server.request.start', (message) => {
    const [server, socket] = [memberOf(message, 'server'), memberOf(message, 'socket')];
    if (server instanceof Server) servers.add(server);
    if (socket instanceof Socket) unused.delete(socket);
  });
  subscribe('http.server.response.finish', (message) => {
    const server = memberOf(message, 'server');
    // Not idle before the turn that answers it is over.
    if (readiness().word === 'stopping' && server instanceof Server) setImmediate(() => server.closeIdleConnections());
  });
  const stop = (): void => {
    const [closing, ahead] = [[...servers], [...unused]];
    setTimeout(() => {
      for (const socket of ahead) if (unused.has(socket) && socket.bytesRead === 0) socket.destroy();
    }, UNUSED_MS).unref();
    setTimeout(() => {
      for (const server of closing) server.closeAllConnections();
    }, FINISH_MS).unref();
  };
  signals.once('SIGTERM', stop);
  signals.once('SIGINT', stop);
}

/** A member of what a diagnostics channel hands out, which has no type. */
function memberOf(message: unknown, name: string): unknown {
  return typeof message === 'object' && message !== null ? Reflect.get(message, name) : undefined;
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
