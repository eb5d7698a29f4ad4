import { run } from '../child';
import { complain } from '../repository';

/**
 * `npm run bench`: one JSON line per question. `--only fold,store` comes first and chooses; all other arguments go to the
 * benchmarks, which run one after the other, each in a process of its own so that its memory is its own.
 */
const BENCHES: readonly string[] = ['fold', 'store', 'sync'];

const [flag, chosen = '', ...rest] = process.argv.slice(2);
const isChoosing = flag === '--only';
const names = isChoosing ? chosen.split(',') : BENCHES;
const unknown = names.filter((name) => !BENCHES.includes(name));

if (unknown.length > 0) {
  complain(`There is no benchmark "${unknown.join(', ')}"; there are ${BENCHES.join(', ')}`);
  process.exitCode = 2;
} else {
  for (const name of names) await bench(name, isChoosing ? rest : process.argv.slice(2));
}

async function bench(name: string, args: readonly string[]): Promise<void> {
  const flags = ['--conditions=react-server', '--import', 'tsx'];
  const { code } = await run(process.execPath, [...flags, `lib/dev/bench/${name}.ts`, ...args], { output: 'inherit' });
  if (code !== 0) process.exitCode = code;
}
