// Loaded before anything else, by whatever Node is on the machine: keep to syntax that Node 14 can parse.

/**
 * What an installation was made from and for. Written into node_modules after npm has finished, so that an
 * installation cut short has none.
 *
 * @typedef {{ lock: string, nodeMajor: number, platform: string }} InstallStamp
 *
 * One entry of npm's lockfile, as far as we read it.
 * @typedef {{
 *   version?: string, integrity?: string, optional?: boolean, os?: string[], cpu?: string[],
 * }} LockEntry
 *
 * @typedef {{ packages: { [path: string]: LockEntry } }} Lock
 * @typedef {{ os: string, cpu: string }} Machine
 *
 * `adopt`: the packages fit but the stamp is missing or old, because a person ran npm; only the stamp is written.
 * @typedef {{ kind: 'ready' } | { kind: 'adopt' } | { kind: 'install', reason: string }} InstallDecision
 */

/**
 * Decides whether packages must be installed. `fitsLock` is asked only when the stamp alone does not settle it.
 *
 * @param {{
 *   wanted: InstallStamp, stamp: InstallStamp | null, exists: boolean, missing: string[], fitsLock: () => boolean,
 * }} state
 * @returns {InstallDecision}
 */
export function decideInstall({ wanted, stamp, exists, missing, fitsLock }) {
  if (!exists) return { kind: 'install', reason: 'first run' };
  if (missing.length > 0) return { kind: 'install', reason: `${missing[0]} is missing` };
  if (stamp !== null && (stamp.nodeMajor !== wanted.nodeMajor || stamp.platform !== wanted.platform)) {
    return { kind: 'install', reason: `they were installed for Node ${stamp.nodeMajor} on ${stamp.platform}` };
  }
  if (stamp !== null && stamp.lock === wanted.lock) return { kind: 'ready' };
  if (fitsLock()) return { kind: 'adopt' };
  return {
    kind: 'install',
    reason: stamp === null ? 'the last installation did not finish' : 'package-lock.json has changed',
  };
}

/**
 * Whether the packages npm says it installed (`node_modules/.package-lock.json`, which npm writes last) are the ones
 * of package-lock.json. An optional one may be absent: npm leaves out what is for other machines. One for another
 * machine must not be present: the folder was copied from there.
 *
 * @param {Lock} lock
 * @param {Lock} installed
 * @param {Machine} machine
 * @returns {boolean}
 */
export function fitsLock(lock, installed, machine) {
  return Object.keys(lock.packages)
    .filter((path) => path !== '')
    .every((path) => {
      const wanted = lock.packages[path];
      const found = installed.packages[path];
      if (!wanted) return false;
      if (!found) return wanted.optional === true;
      return found.version === wanted.version && found.integrity === wanted.integrity && runsOn(found, machine);
    });
}

/**
 * @param {LockEntry} entry
 * @param {Machine} machine
 * @returns {boolean}
 */
function runsOn(entry, machine) {
  return allows(entry.os, machine.os) && allows(entry.cpu, machine.cpu);
}

/**
 * npm's lists name what is allowed (`linux`) or what is not (`!win32`).
 *
 * @param {string[] | undefined} list
 * @param {string} value
 * @returns {boolean}
 */
function allows(list, value) {
  if (!list || list.length === 0) return true;
  if (list.includes(`!${value}`)) return false;
  return list.includes(value) || list.every((item) => item.startsWith('!'));
}

/**
 * Shortens npm's output to what a person can act on: a sentence when the cause is known, else npm's own first lines
 * without the decoration and the path of its log.
 *
 * @param {string} output what npm wrote to stderr
 * @returns {string}
 */
export function explainNpmFailure(output) {
  const network = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT)\b/.exec(
    output,
  );
  if (network) {
    return `the package registry cannot be reached (${network[1]}). Check the network or proxy settings, then run the command again.`;
  }
  if (/\bENOSPC\b/.test(output)) return 'the disk is full. Free some space, then run the command again.';
  const lines = output
    .split('\n')
    .filter((line) => /^npm (error|ERR!)/.test(line))
    .map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim())
    .filter((line) => line !== '' && !/complete log of this run|_logs|debug-\d+\.log/.test(line));
  return lines.length > 0 ? lines.slice(0, 8).join('\n  ') : 'npm gave no reason. Run `npm ci` to see its output.';
}
