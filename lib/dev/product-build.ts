import { checkBoundaries, describeViolation } from './boundary-check';
import { hashSources, isBuilt, removeBuildStamp, writeBuildStamp } from './build-stamp';
import { runNode } from './child';
import { complain, ROOT, say, secondsSince } from './repository';

/** Next's command line, from the project's folder. */
export const NEXT_SCRIPT = 'node_modules/next/dist/bin/next';

/**
 * Builds the product when its sources have changed since the last finished build. The import table is checked first
 * and fails the build. What happened is printed; a failed build shows what Next wrote.
 *
 * @returns whether a build of the present sources is there
 */
export async function ensureBuilt(): Promise<boolean> {
  const sourceHash = hashSources(ROOT);
  if (isBuilt(ROOT, sourceHash)) return true;
  const startedAtMs = Date.now();
  say('Building (sources have changed since the last build)…');
  if (!(await boundariesHold())) return false;
  removeBuildStamp(ROOT);
  const result = await runNode(NEXT_SCRIPT, ['build'], {
    output: 'capture',
    env: { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
  });
  if (result.code !== 0) {
    complain(`${result.stdout}${result.stderr}`.trimEnd());
    complain(`The build failed after ${secondsSince(startedAtMs)}`);
    return false;
  }
  writeBuildStamp(ROOT, sourceHash);
  say(`Built in ${secondsSince(startedAtMs)}`);
  return true;
}

/** Checks the import table and prints what breaks it. */
export async function boundariesHold(): Promise<boolean> {
  const { violations } = await checkBoundaries(ROOT);
  for (const violation of violations) complain(describeViolation(violation));
  if (violations.length > 0) complain(`Not built: imports that the table refuses: ${violations.length}`);
  return violations.length === 0;
}
