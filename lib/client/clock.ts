'use client';

import { useSyncExternalStore } from 'react';

const TICK_MS = 1_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;

/** One timer for the whole page, which runs while somebody looks at it. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const tell of listeners) tell();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

/**
 * The time now in ms, in steps of `stepMs`, so that a component is drawn again once per step. The server and the first
 * render know no "now" that both would agree on; they show `fallbackMs`, such as the time at which the data was read.
 */
export function useNowMs(fallbackMs: number, stepMs: number = TICK_MS): number {
  const step = useSyncExternalStore(
    subscribe,
    () => Math.floor(Date.now() / stepMs),
    () => null,
  );
  return step === null ? fallbackMs : Math.max(fallbackMs, step * stepMs);
}
