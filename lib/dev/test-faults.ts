import { parseArgs } from 'node:util';
import { ensureBuilt } from './product-build';
import { complain, say, secondsSince } from './repository';
import { summaryLine } from './test-report';
import { runFaultTests } from './unit-tests';

/**
 * The fault tests of security.md, each printing its line. `--scale 0.1` makes a tenth of the faults; `--only NAME`, also
 * more than once, runs the files whose names hold it.
 */
const { values } = parseArgs({
  options: { scale: { type: 'string', default: '1' }, only: { type: 'string', multiple: true, default: [] } },
});
const scale = Number(values.scale);

if (scale > 0 && scale <= 1) {
  const startedAtMs = Date.now();
  // Those that run the built product say so where there is none; the others do without.
  await ensureBuilt();
  const report = await runFaultTests(scale, values.only);
  for (const { name, reason } of report.skipped) say(`skipped: ${name} (${reason})`);
  for (const name of report.failed) complain(`failed: ${name}`);
  say(`Fault tests took ${secondsSince(startedAtMs)}`);
  // The last line is read by machines: nothing may follow it.
  say(summaryLine([report]));
  process.exitCode = report.failed.length === 0 ? 0 : 1;
} else {
  complain(`--scale is a share above 0 and up to 1, not "${values.scale}"`);
  process.exitCode = 2;
}
