import { EventEmitter, once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { holdExit, releaseConnections, watchShutdown } from './shutdown';

describe('watchShutdown (R8)', () => {
  it.each(['SIGTERM', 'SIGINT'])('is stopping in the tick in which %s arrives, and stays so', (signal) => {
    const signals = new EventEmitter();
    const lifecycle = watchShutdown(signals);
    expect(lifecycle.readiness()).toEqual({ word: 'ready', status: 200 });
    signals.emit(signal);
    expect(lifecycle.readiness()).toEqual({ word: 'stopping', status: 503 });
    signals.emit(signal);
    expect(lifecycle.readiness().status).toBe(503);
  });

  it('leaves the handlers of others in place', () => {
    const signals = new EventEmitter();
    const heard: string[] = [];
    signals.on('SIGTERM', () => heard.push('framework'));
    watchShutdown(signals);
    signals.emit('SIGTERM');
    expect(heard).toEqual(['framework']);
  });
});

describe('releaseConnections (R8)', () => {
  /** A server that answers when `answer` is called, stopped by `stop`, which resolves when it is closed. */
  async function aServer() {
    const signals = new EventEmitter();
    releaseConnections(signals, watchShutdown(signals));
    const held: (() => void)[] = [];
    const server = createServer((_, response) => void held.push(() => response.end('ok')));
    server.keepAliveTimeout = 60_000;
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    return {
      port,
      ask: async () => {
        const [response]: IncomingMessage[] = await once(get({ port, host: '127.0.0.1', agent }), 'response');
        return (await response?.toArray())?.join('');
      },
      asked: () => once(server, 'request'),
      answer: () => {
        for (const answer of held) answer();
      },
      stop: async () => {
        signals.emit('SIGTERM');
        await once(server.close(), 'close');
      },
    };
  }

  it('lets a server close although a page goes on asking over the connection that was busy at the stop', async () => {
    const server = await aServer();
    const answered = server.ask();
    await server.asked();
    const stopped = server.stop();
    server.answer();
    expect(await answered).toBe('ok');
    await stopped;
  });

  it('lets a server close although a browser has opened a connection ahead that it never used', async () => {
    const server = await aServer();
    const ahead = connect(server.port, '127.0.0.1');
    await once(ahead, 'connect');
    await server.stop();
    ahead.destroy();
  });

  it('cuts a request that does not end in time', async () => {
    const server = await aServer();
    const answered = server.ask().catch((error: NodeJS.ErrnoException) => error.code);
    await server.asked();
    const begunMs = performance.now();
    await server.stop();
    expect(await answered).toBe('ECONNRESET');
    expect(performance.now() - begunMs).toBeLessThan(7_000);
  }, 15_000);
});

describe('holdExit', () => {
  function aProcess() {
    const exits: unknown[] = [];
    return Object.assign(new EventEmitter(), { exits, exit: (code?: number | string | null) => void exits.push(code) });
  }

  it('stops background work at the signal, closes the rest at the exit, and then ends with its code (R8)', async () => {
    const target = aProcess();
    const steps: string[] = [];
    const step = (name: string) => async () => void steps.push(name);
    holdExit(target, { onSignal: step('stop'), onExit: step('close') });
    target.emit('SIGTERM');
    target.emit('SIGINT');
    expect([steps, target.exits]).toEqual([['stop'], []]);
    target.exit(143);
    await new Promise(setImmediate);
    expect([steps, target.exits]).toEqual([['stop', 'close'], [143]]);
  });

  it('ends also when a step fails', async () => {
    const target = aProcess();
    const fail = () => Promise.reject(new Error('disk'));
    holdExit(target, { onSignal: fail, onExit: fail });
    target.emit('SIGTERM');
    target.exit(143);
    await new Promise(setImmediate);
    expect(target.exits).toEqual([143]);
  });
});
