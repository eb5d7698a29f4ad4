import { runNode } from './child';
import { BIOME_SCRIPT } from './static-checks';

const result = await runNode(BIOME_SCRIPT, ['check', '--write'], { output: 'inherit' });
process.exitCode = result.code;
