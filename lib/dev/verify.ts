import { complain, say, secondsSince } from './repository';
import { verifyProject } from './verification';

const startedAtMs = Date.now();
const { failedChecks, unit } = await verifyProject();
const failed = [...failedChecks, ...(unit.failed.length > 0 ? ['unit tests'] : [])];
if (failed.length === 0) {
  say(`Verified in ${secondsSince(startedAtMs)}`);
} else {
  complain(`Failed after ${secondsSince(startedAtMs)}: ${failed.join(', ')}`);
  process.exitCode = 1;
}
