import { spawn } from 'node:child_process';
import { networkInterfaces } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Ours without settings: the browser tests have some of their own, which no server may be given. */
const plainEnvironment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(STATELENS_|AWS_ENDPOINT_URL)/.test(name)),
);

/** Starts the built server the way a person would who does not use our command, and waits until it ends. */
function startServer(args: readonly string[], env: Readonly<Record<string, string>>) {
  const server = spawn(process.execPath, ['node_modules/next/dist/bin/next', 'start', '--port', '0', ...args], {
    cwd: root,
    env: { ...plainEnvironment, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 20_000,
  });
  let complaint = '';
  server.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString('utf8');
  });
  return new Promise<{ readonly code: number | null; readonly lines: readonly string[] }>((resolve) => {
    server.once('close', (code) => resolve({ code, lines: complaint.trim().split('\n') }));
  });
}

test('the server names every bad setting on a line of its own and ends (A1, N1)', async () => {
  const env = { STATELENS_MODE: 'oidc', STATELENS_READONLY: '1', AWS_ENDPOINT_URL: 'http://169.254.169.254' };
  const { code, lines } = await startServer(['--hostname', '127.0.0.1'], env);
  expect(code).toBe(1);
  expect(lines.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
    'statelens: STATELENS_MODE',
    'statelens: STATELENS_READONLY',
    'statelens: AWS_ENDPOINT_URL',
  ]);
});

test('the server ends when the framework has bound every interface (A2)', async () => {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  test.skip(
    addresses.every(({ internal }) => internal),
    'this machine has no address but loopback',
  );
  const { code, lines } = await startServer([], {});
  expect(code).toBe(1);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^statelens: PORT \d+ answers at .* not only on this machine/);
});
