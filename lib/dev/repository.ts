import { fileURLToPath } from 'node:url';

/** The project's folder, absolute, without a slash at its end. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Where commands keep what may be deleted at any time: reports and caches of the checks. */
export const CACHE = `${ROOT}/.cache`;

/** Writes one line to stdout: what a command has to say to the person who runs it. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Writes one line to stderr: what went wrong, in words a person can act on. */
export function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Seconds since a moment, as every command prints them: `12.3 s`. */
export function secondsSince(startedAtMs: number): string {
  return `${((Date.now() - startedAtMs) / 1000).toFixed(1)} s`;
}
