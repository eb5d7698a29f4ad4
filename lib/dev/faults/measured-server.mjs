import { readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

// Loaded into a server before anything else (`--import`), so that it can be asked how it is without knowing of it.
// Needs `--expose-gc`, and a parent that asks: `measured-product.ts`.

/** How often the event loop is looked at, ms. A delay counts from there: an idle loop has this much. */
const LOOK_EVERY_MS = 10;

const delay = monitorEventLoopDelay({ resolution: LOOK_EVERY_MS });
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

/** Since it was last asked: what comes before is of another time. */
function takeLoopDelay() {
  const p99Ms = delay.percentile(99) / 1e6;
  delay.reset();
  return { loopDelayP99Ms: p99Ms };
}

if (isMainThread && process.send !== undefined) {
  delay.enable();
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
