import { checkBoundaries, describeViolation } from './boundary-check';
import { complain, ROOT, say } from './repository';

const report = await checkBoundaries(ROOT);
for (const violation of report.violations) complain(describeViolation(violation));
if (report.violations.length > 0) {
  complain(`Imports that the table in lib/dev/boundary-table.ts refuses: ${report.violations.length}`);
  process.exitCode = 1;
} else {
  say(`${report.files} files, ${report.imports} imports, 0 against the import table`);
}
