import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

export default defineConfig({
  root,
  // Kept out of node_modules, which an installation removes.
  cacheDir: '.cache/vite',
  resolve: {
    // `server-only` throws outside a React server build; the package's empty entry is what Next uses on the server.
    alias: { '@': root, 'server-only': `${root}/node_modules/server-only/empty.js` },
  },
  test: {
    include: ['lib/**/*.test.ts', 'components/**/*.test.{ts,tsx}', 'app/**/*.test.{ts,tsx}'],
    environment: 'node',
    // A busy machine is not a failure; a test about time states its own limit.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Lines that tests print on purpose go straight to stdout, where `npm run verify` shows them.
    disableConsoleIntercept: true,
  },
});
