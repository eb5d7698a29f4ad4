// Loaded before anything else, by whatever Node is on the machine: keep to syntax that Node 14 can parse.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { decideInstall, explainNpmFailure, fitsLock } from './install-state.mjs';

/** @typedef {import('./install-state.mjs').InstallStamp} InstallStamp */

/**
 * Makes node_modules fit package-lock.json, installing when it does not. What it does is said on stderr, because
 * stdout belongs to the command that follows.
 *
 * @param {string} root the project's folder
 * @returns {Promise<boolean>} false when npm failed; the reason has been printed
 */
export async function ensureInstalled(root) {
  const lockText = readFileSync(`${root}/package-lock.json`, 'utf8');
  const wanted = {
    lock: createHash('sha256').update(lockText).digest('hex'),
    nodeMajor: Number.parseInt(process.versions.node, 10),
    platform: `${process.platform}-${process.arch}`,
  };
  const decision = decideInstall({
    wanted,
    stamp: readStamp(root),
    exists: existsSync(`${root}/node_modules`),
    missing: missingPackages(root),
    fitsLock: () => npmInstalled(root, lockText),
  });
  if (decision.kind === 'ready') return true;
  if (decision.kind === 'install' && !(await installPackages(root, decision.reason))) return false;
  writeFileSync(stampPath(root), `${JSON.stringify(wanted)}\n`);
  return true;
}

/** @param {string} root */
function stampPath(root) {
  return `${root}/node_modules/.statelens-install.json`;
}

/**
 * @param {string} root
 * @returns {InstallStamp | null} null when there is none, or none that can be read
 */
function readStamp(root) {
  try {
    return JSON.parse(readFileSync(stampPath(root), 'utf8'));
  } catch {
    return null;
  }
}

/**
 * @param {string} root
 * @returns {string[]} the packages named in package.json that have no folder in node_modules
 */
function missingPackages(root) {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));
  const names = Object.keys({ ...dependencies, ...devDependencies });
  return names.filter((name) => !existsSync(`${root}/node_modules/${name}/package.json`));
}

/**
 * @param {string} root
 * @param {string} lockText
 * @returns {boolean}
 */
function npmInstalled(root, lockText) {
  try {
    const installed = JSON.parse(readFileSync(`${root}/node_modules/.package-lock.json`, 'utf8'));
    return fitsLock(JSON.parse(lockText), installed, { os: process.platform, cpu: process.arch });
  } catch {
    return false;
  }
}

/**
 * @param {string} root
 * @param {string} reason
 * @returns {Promise<boolean>}
 */
async function installPackages(root, reason) {
  const startedAtMs = Date.now();
  process.stderr.write(`Installing packages (${reason})…\n`);
  // Development packages are named because NODE_ENV=production would leave them out, and the build needs them. Few
  // and short retries: offline should be said within seconds.
  const result = await runNpm(root, [
    'ci',
    '--ignore-scripts',
    '--include=dev',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--fetch-retries=2',
    '--fetch-retry-mintimeout=500',
    '--fetch-retry-maxtimeout=2000',
  ]);
  const seconds = ((Date.now() - startedAtMs) / 1000).toFixed(1);
  if (result.code === 0) {
    process.stderr.write(`Installed packages in ${seconds} s\n`);
    return true;
  }
  process.stderr.write(`Packages could not be installed: ${explainNpmFailure(result.output)}\n`);
  return false;
}

/**
 * @param {string} root
 * @param {string[]} args
 * @returns {Promise<{ code: number, output: string }>}
 */
function runNpm(root, args) {
  // npm names its own script when it runs ours; started in any other way, npm is looked up on the PATH.
  const ownPath = process.env['npm_execpath'] || '';
  const [command, prefix] = /npm-cli\.[cm]?js$/.test(ownPath) ? [process.execPath, [ownPath]] : ['npm', []];
  return new Promise((resolve) => {
    const child = spawn(command, [...prefix, ...args], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
      shell: command === 'npm' && process.platform === 'win32',
    });
    let output = '';
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.on('error', (error) => resolve({ code: 1, output: `npm error npm could not be started: ${error.message}` }));
    child.on('close', (code) => resolve({ code: code === null ? 1 : code, output }));
  });
}
