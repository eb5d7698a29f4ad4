import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { CORPUS_DIRECTORY, corpusPath, nameWithReason, readCorpus } from '@/lib/testing/corpus';
import { historyFromLines } from '@/lib/testing/history-lines';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'statelens-inspect-'));
const good = join(folder, 'good.json');
const bad = join(folder, 'bad.json');
const history = JSON.stringify(
  historyFromLines(['2 PassStateEntered<-0 Only', '3 PassStateExited<-2 Only', '4 ExecutionSucceeded<-3']),
);
writeFileSync(good, history);
writeFileSync(bad, '{"events": [');

afterAll(() => rmSync(folder, { recursive: true }));

function inspect(args: readonly string[], input = '') {
  const command = ['--conditions=react-server', '--import', 'tsx', 'lib/dev/inspect/main.ts', ...args];
  const run = spawnSync(process.execPath, command, { cwd: root, input, encoding: 'utf8', maxBuffer: 1 << 28 });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

test('reads every good file in spite of a bad one, says in one line what is wrong with that, and exits 1', () => {
  const { code, out, err } = inspect(['--json', bad, good, join(folder, 'absent.json')]);
  expect(code).toBe(1);
  expect(
    out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).status),
  ).toEqual(['SUCCEEDED']);
  const [first, second, ...rest] = err.trimEnd().split('\n');
  expect(first).toBe(`${bad}:1:13: is not valid JSON (close bracket expected)`);
  expect(second).toBe(`${join(folder, 'absent.json')}: there is no such file`);
  expect(rest).toEqual([]);
});

test('reads standard input where the file is -', () => {
  const { code, out } = inspect(['-', '--json'], history);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ status: 'SUCCEEDED', totals: { visits: 1 } });
});

test('prints no colour into a pipe', () => {
  expect(inspect([good]).out).not.toContain('\u001b[');
});

test('explains itself without a file and refuses an option it does not have', () => {
  expect(inspect([])).toMatchObject({ code: 2, out: '' });
  expect(inspect(['--help']).err).toContain('Usage:');
  expect(inspect(['--jsno', good]).err).toContain('There is no option --jsno');
});

const corpus = readCorpus();

test.skipIf(corpus.kind === 'absent')(
  nameWithReason('gives one object per execution for every recorded case, and one clear line for their index', corpus),
  () => {
    const entries = corpus.kind === 'present' ? corpus.entries : [];
    const { code, out } = inspect(['--json', ...entries.map((entry) => corpusPath(entry))]);
    expect(code).toBe(0);
    const objects = out
      .trimEnd()
      .split('\n')
      .map((line): { arn: string | null } => JSON.parse(line));
    expect(objects).toHaveLength(entries.reduce((sum, entry) => sum + executionsIn(corpusPath(entry)), 0));
    process.stdout.write(`inspect: ${entries.length} cases, ${objects.length} executions, exit code ${code}\n`);

    const index = inspect(['--json', `${CORPUS_DIRECTORY}/index.json`]);
    expect(index).toMatchObject({ code: 1, out: '' });
    expect(index.err.trimEnd().split('\n')).toHaveLength(1);
    expect(index.err).toContain('index.json:1: is JSON, but neither');
  },
);

/** One for a history; where only logs exist, one for each execution ARN in them. */
function executionsIn(path: string): number {
  const recorded: { history: unknown[]; logs: { execution_arn: string }[] | null } = JSON.parse(
    readFileSync(path, 'utf8'),
  );
  return recorded.history.length > 0 ? 1 : new Set((recorded.logs ?? []).map((record) => record.execution_arn)).size;
}
