import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** They break things many times over, or compute everything a second time: the inner loop leaves them out. */
const SLOW_TESTS = ['lib/dev/faults/**/*.test.ts', 'lib/dev/agreement/**/*.test.ts'];
/** Named here as `lib/dev/faults/scaled.ts` names it: a config that imports our files would have to be bundled first. */
const runsSlow = process.env['FAULT_SCALE'] !== undefined;

export default defineConfig({
  root,
  // Kept out of node_modules, which an installation removes.
  cacheDir: '.cache/vite',
  resolve: {
    // `server-only` throws outside a React server build; the package's empty entry is what Next uses on the server.
    alias: { '@': root, 'server-only': `${root}/node_modules/server-only/empty.js` },
  },
  test: {
    include: runsSlow ? SLOW_TESTS : ['lib/**/*.test.ts', 'components/**/*.test.{ts,tsx}', 'app/**/*.test.{ts,tsx}'],
    exclude: runsSlow ? [] : [...SLOW_TESTS, '**/node_modules/**'],
    environment: 'node',
    // Vitest would leave one core to itself; some of these tests wait for the disk or a clock, so none is too many.
    maxWorkers: availableParallelism(),
    // A busy machine is not a failure; a test about time states its own limit.
    testTimeout: runsSlow ? 3_600_000 : 30_000,
    hookTimeout: runsSlow ? 300_000 : 30_000,
    // Lines that tests print on purpose go straight to stdout, where `npm run verify` shows them.
    disableConsoleIntercept: true,
    // The SDK's warning about versions to come, once per test file, would hide what tests print.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});
