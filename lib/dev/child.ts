import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { ROOT } from './repository';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How a child ended. `code` is its exit code, or 128 + n when signal n ended it, or 127 when it could not start. */
export type Finished = {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
};

export type ChildOptions = {
  readonly env?: Readonly<Record<string, string>>;
  /** `capture` collects the output without colours, `inherit` lets it through as it comes. */
  readonly output: 'capture' | 'inherit';
};

/**
 * Runs a Node script from the project's folder and waits for its end. Never rejects: a child that cannot start is
 * answered with code 127 and the reason as its stderr.
 *
 * @param script path of the script, from the project's folder
 */
export function runNode(script: string, args: readonly string[], options: ChildOptions): Promise<Finished> {
  return run(process.execPath, [script, ...args], options);
}

/** Runs a program from the project's folder and waits for its end, as `runNode` does. */
export async function run(program: string, args: readonly string[], options: ChildOptions): Promise<Finished> {
  const child = spawn(program, args, {
    cwd: ROOT,
    env: { ...process.env, ...(options.output === 'capture' ? { NO_COLOR: '1' } : {}), ...options.env },
    stdio: [
      'ignore',
      options.output === 'capture' ? 'pipe' : 'inherit',
      options.output === 'capture' ? 'pipe' : 'inherit',
    ],
  });
  takeAlong(child);
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const end = await ended(child);
  return { code: end.code, stdout: stdout(), stderr: end.problem ?? stderr() };
}

const running = new Set<ChildProcess>();

/** A command that is told to stop ends what it started and then itself, so that nothing is left behind. */
function takeAlong(child: ChildProcess): void {
  if (running.size === 0) for (const signal of STOP_SIGNALS) process.on(signal, stopAll);
  running.add(child);
  child.on('close', () => {
    running.delete(child);
    if (running.size === 0) for (const signal of STOP_SIGNALS) process.off(signal, stopAll);
  });
}

function stopAll(signal: NodeJS.Signals): void {
  for (const child of running) child.kill(signal);
  process.exit(exitCode(null, signal));
}

/** Waits until a child has ended and its output is read. */
export function ended(child: ChildProcess): Promise<{ readonly code: number; readonly problem?: string }> {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 127, problem: `${child.spawnfile}: ${error.message}` }));
    child.on('close', (code, signal) => resolve({ code: exitCode(code, signal) }));
  });
}

function exitCode(code: number | null, signal: NodeJS.Signals | null): number {
  if (signal !== null) return 128 + constants.signals[signal];
  return code ?? 1;
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = [];
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}
