import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { watchShutdown } from './shutdown';

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
