import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { ended, run } from '../child';
import { findFreePort } from '../free-port';
import { CACHE, say, secondsSince } from '../repository';
import { type PipFailure, readPipFailure } from './pip-failure';

/** What is installed and tried; docs/peers.md describes this version. */
const MOTO_VERSION = '5.2.5';
const FOLDER = `${CACHE}/peer-moto-${MOTO_VERSION}`;
/** Written when everything is in place: an installation that was broken off begins anew. */
const INSTALLED = `${FOLDER}/installed`;

const START_LIMIT_MS = 60_000;
const ASK_EVERY_MS = 100;

/** `missing`: this machine cannot have it, which is nobody's mistake. `broken`: it does not work, or pip failed. */
export type MotoStart =
  | { readonly kind: 'started'; readonly endpoint: string; readonly stop: () => Promise<void> }
  | { readonly kind: 'missing' | 'broken'; readonly reason: string };

/** Starts moto on a free port, installing it from PyPI first where it is not yet there. */
export async function startMoto(): Promise<MotoStart> {
  return (await install()) ?? startServer();
}

/** Why it is not installed, or null once it is. */
async function install(): Promise<PipFailure | null> {
  if (existsSync(INSTALLED)) return null;
  const python = await run('python3', ['--version'], { output: 'capture' });
  if (python.code !== 0) return { kind: 'missing', reason: 'Python 3 is not installed' };
  const startedAtMs = Date.now();
  say(`Installing moto ${MOTO_VERSION} into .cache…`);
  rmSync(FOLDER, { recursive: true, force: true });
  const made = await run('python3', ['-m', 'venv', FOLDER], { output: 'capture' });
  if (made.code !== 0) return readPipFailure(`${made.stdout}\n${made.stderr}`);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  const wanted = `moto[server,stepfunctions]==${MOTO_VERSION}`;
  const installed = await run(`${FOLDER}/bin/python3`, [...pip, wanted], { output: 'capture' });
  if (installed.code !== 0) return readPipFailure(`${installed.stdout}\n${installed.stderr}`);
  writeFileSync(INSTALLED, '');
  say(`Installed in ${secondsSince(startedAtMs)}`);
  return null;
}

async function startServer(): Promise<MotoStart> {
  const port = await findFreePort('127.0.0.1');
  const endpoint = `http://127.0.0.1:${port}`;
  const log = `${CACHE}/peer-moto.log`;
  const output = openSync(log, 'w');
  const child = spawn(`${FOLDER}/bin/moto_server`, ['-H', '127.0.0.1', '-p', String(port)], {
    // It calls itself as AWS; nobody's profile has a part in that.
    env: {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'))),
      NODE_ENV: 'production',
    },
    stdio: ['ignore', output, output],
  });
  const end = ended(child);
  process.on('exit', () => child.kill('SIGKILL'));
  if (!(await turnOnExecution(endpoint, child))) {
    child.kill('SIGKILL');
    return { kind: 'broken', reason: `moto did not start; ${log} says why` };
  }
  say(`moto ${MOTO_VERSION} at ${endpoint}`);
  const stop = async () => {
    // Its threads hold what waits for an answer, and would hold its end up.
    child.kill('SIGKILL');
    await end;
  };
  return { kind: 'started', endpoint, stop };
}

/** It runs definitions only when told to. Answers whether it could be told within the time a start may take. */
async function turnOnExecution(endpoint: string, child: ChildProcess): Promise<boolean> {
  const untilMs = Date.now() + START_LIMIT_MS;
  const body = JSON.stringify({ stepfunctions: { execute_state_machine: true } });
  while (child.exitCode === null && Date.now() < untilMs) {
    // A refused connection is the ordinary answer of a server that is still starting.
    const answer = await fetch(`${endpoint}/moto-api/config`, { method: 'POST', body }).catch(() => null);
    if (answer?.ok === true) return true;
    await pause(ASK_EVERY_MS);
  }
  return false;
}
