import { readdirSync, readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

// Loaded into a server before anything else (`--import`), so that it can be asked how it is without knowing of it.
// Needs `--expose-gc`, and a parent that asks: `measured-product.ts`.

/** How often the event loop is looked at, ms. */
const LOOK_EVERY_MS = 10;

let unhandled = 0;

/** What nothing else would need the garbage collector for. */
function measure() {
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return {
    rssBytes: rss,
    heapBytes: heapUsed + external,
    // In KiB, whatever the system counts in.
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    // Looking at them needs one itself.
    handles: readdirSync('/dev/fd').length - 1,
    unhandled,
  };
}

/**
 * How long this thread could have run and had no processor, ms since its start: that is of the machine, not of the server.
 * Linux tells it; 0 elsewhere.
 *
 * @returns {number}
 */
function waitedMs() {
  try {
    const [, waitedNs = '0'] = readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ');
    return Number(waitedNs) / 1e6;
  } catch {
    return 0;
  }
}

/**
 * How late each look was, ms: on the clock, and without what the thread waited for a processor.
 *
 * @type {{ wall: number[], own: number[] }}
 */
let delays = { wall: [], own: [] };
let isWatched = false;

function watchLoop() {
  isWatched = true;
  let last = { atMs: performance.now(), waitedMs: waitedMs() };
  setInterval(() => {
    const now = { atMs: performance.now(), waitedMs: waitedMs() };
    const wall = Math.max(0, now.atMs - last.atMs - LOOK_EVERY_MS);
    delays.wall.push(wall);
    delays.own.push(Math.max(0, wall - (now.waitedMs - last.waitedMs)));
    last = now;
  }, LOOK_EVERY_MS).unref();
}

/**
 * @param {number[]} values
 * @returns {number}
 */
function p99(values) {
  return values.sort((a, b) => a - b)[Math.ceil(values.length * 0.99) - 1] ?? 0;
}

/** Since it was last asked. Nothing is watched before the first time: what is noted down takes room, too. */
function takeLoopDelay() {
  if (!isWatched) watchLoop();
  const { wall, own } = delays;
  delays = { wall: [], own: [] };
  return { p99Ms: p99(own), wallP99Ms: p99(wall) };
}

if (isMainThread && process.send !== undefined) {
  process.on('unhandledRejection', () => {
    unhandled += 1;
  });
  process.on('uncaughtExceptionMonitor', () => {
    unhandled += 1;
  });
  process.on('message', (question) => {
    process.send?.(question === 'loop-delay' ? takeLoopDelay() : measure());
  });
  // Being asked must not keep the server alive.
  process.channel?.unref();
}
