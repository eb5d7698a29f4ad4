// Loaded before anything else, by whatever Node is on the machine: keep to syntax that Node 14 can parse.

/**
 * Says in plain words why a Node is too old for a command, or null when it is new enough.
 *
 * @param {string} found the version of the running Node, such as `20.9.0` (`process.versions.node`)
 * @param {string} needed the oldest version that will do, such as `20.19.0`
 * @param {string} purpose what needs it, as the subject of a sentence ("Statelens", "npm test")
 * @returns {string | null}
 */
export function refuseNode(found, needed, purpose) {
  if (compareVersions(found, needed) >= 0) return null;
  return (
    `${purpose} needs Node ${needed} or newer; this is Node ${found}. ` +
    'Install a newer Node (https://nodejs.org, or your version manager) and run the command again.'
  );
}

/**
 * Orders two versions by major, minor and patch: negative, zero or positive. Pre-release labels are left out.
 *
 * @param {string} left
 * @param {string} right
 * @returns {number}
 */
function compareVersions(left, right) {
  const [a, b] = [left, right].map((version) => version.split('.').map((part) => Number.parseInt(part, 10) || 0));
  for (let i = 0; i < 3; i += 1) {
    const difference = (a?.[i] || 0) - (b?.[i] || 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
