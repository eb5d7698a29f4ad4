import { hashSources, isBuilt } from './build-stamp';
import { boundariesHold, ensureBuilt } from './product-build';
import { ROOT, say } from './repository';

if (isBuilt(ROOT, hashSources(ROOT))) {
  // Tests and run scripts are no part of the build, but the import table covers them, and this command answers for it.
  const hold = await boundariesHold();
  if (hold) say('The build is up to date');
  process.exitCode = hold ? 0 : 1;
} else {
  process.exitCode = (await ensureBuilt()) ? 0 : 1;
}
