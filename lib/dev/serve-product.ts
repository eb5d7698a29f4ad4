import { spawn } from 'node:child_process';
import type { Config, Environment } from '@/lib/server/config';
import { ended } from './child';
import { NEXT_SCRIPT } from './product-build';
import { complain, ROOT, say } from './repository';

/** How long a stop may take before the server is ended by force: what security rule R8 allows, and a little. */
const STOP_WITHIN_MS = 20_000;
const READY_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 100;

/**
 * Runs the built server until it ends or is told to stop, and answers its exit code. Says `Ready URL` once it answers,
 * and after `beforeReady` is done, where there is something to wait for.
 */
export async function serveProduct(
  { bindAddress, port }: Config,
  env: Environment,
  beforeReady: (url: string, worthAsking: () => boolean) => Promise<void> = async () => {},
): Promise<number> {
  const child = spawn(process.execPath, [NEXT_SCRIPT, 'start', '--hostname', bindAddress, '--port', String(port)], {
    cwd: ROOT,
    env: {
      ...env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      // It warns of SDK versions to come; ours is pinned, and runs on every Node that we start on.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
    stdio: 'inherit',
    // A group of its own: Ctrl-C reaches every process of a terminal's group and npm passes it on again, while the
    // server should hear it once, from here.
    detached: process.platform !== 'win32',
  });
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    // The framework's handler knows these two and answers them with the exit codes 130 and 143.
    child.kill(signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  let running = true;
  const end = ended(child).finally(() => {
    running = false;
  });
  const url = `http://${bindAddress}:${port}`;
  const worthAsking = () => running && !stopping;
  const ready = await waitUntilReady(url, worthAsking);
  if (ready) {
    await beforeReady(url, worthAsking);
    if (worthAsking()) say(`Ready ${url}`);
  }
  if (!ready && running && !stopping) {
    complain(`The server did not become ready within ${READY_WITHIN_MS / 1000} s`);
    stop('SIGTERM');
  }
  const { code, problem } = await end;
  if (problem !== undefined) complain(problem);
  if (!ready && !stopping) complain('The server ended before it was ready; the reason is above');
  return code;
}

/** Asks `/readyz` until it answers 200; false when `worthAsking` turns false or the time is up. */
async function waitUntilReady(url: string, worthAsking: () => boolean): Promise<boolean> {
  const deadlineMs = Date.now() + READY_WITHIN_MS;
  while (worthAsking() && Date.now() < deadlineMs) {
    // A refused connection is the ordinary answer of a server that is still starting.
    const status = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) }).then(
      (answer) => answer.status,
      () => null,
    );
    if (status === 200) return worthAsking();
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  return false;
}
