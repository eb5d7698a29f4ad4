import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { corpusPath, nameWithReason, readCorpus } from '@/lib/testing/corpus';
import { historyFromLines } from '@/lib/testing/history-lines';
import { inspectText } from './inspect-text';
import { renderTimeline } from './render';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const PLAIN = { width: 80, color: false };

function render(text: string, options = PLAIN, source = 'given.json'): string {
  return inspectText(source, text, 0)
    .executions.map((execution) => renderTimeline(execution, options))
    .join('\n');
}

test('prints for the sample history what the README shows', () => {
  const sample = readFileSync(`${root}/lib/testing/histories/declined-card.json`, 'utf8');
  expect(readFileSync(`${root}/README.md`, 'utf8')).toContain(render(sample));
});

describe('at any width', () => {
  const corpus = readCorpus();
  test.skipIf(corpus.kind === 'absent')(
    nameWithReason('fits every recorded execution into 60, 80 and 120 columns', corpus),
    () => {
      const entries = corpus.kind === 'present' ? corpus.entries : [];
      const tooWide: string[] = [];
      let lines = 0;
      for (const entry of entries) {
        const { executions } = inspectText(entry.file, readFileSync(corpusPath(entry), 'utf8'), 0);
        for (const width of [60, 80, 120]) {
          for (const execution of executions) {
            const rendered = renderTimeline(execution, { width, color: false }).split('\n');
            lines += rendered.length;
            tooWide.push(...rendered.filter((line) => stringWidth(line) > width).map((line) => `${entry.id}: ${line}`));
          }
        }
      }
      expect(tooWide).toEqual([]);
      process.stdout.write(`terminal: ${entries.length} cases at 60, 80 and 120 columns, ${lines} lines, 0 too wide\n`);
    },
  );

  test('keeps columns in line for names of wide characters', () => {
    const text = JSON.stringify(
      historyFromLines(['2 PassStateEntered<-0 注文を確認する', '3 PassStateExited<-2 注文を確認する']),
    );
    const lines = render(text).split('\n');
    const row = lines.find((line) => line.includes('注文'));
    const head = lines.find((line) => line.endsWith('took'));
    expect(stringWidth(row ?? '')).toBe(stringWidth(head ?? ''));
  });
});

test('lets nothing from AWS drive the terminal', () => {
  const name = 'Evil\u001b[2J\u001b]0;title\u0007\u202eState';
  const cause = 'first\r\nsecond\u001b[31m';
  const text = JSON.stringify(
    historyFromLines([
      `2 FailStateEntered<-0 ${JSON.stringify({ name })}`,
      `3 ExecutionFailed<-2 ${JSON.stringify({ error: 'No', cause })}`,
    ]),
  );
  const drawn = render(text);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  expect(drawn).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  expect(drawn).toContain('first second');
});

test('uses colour only when asked to', () => {
  const text = JSON.stringify(historyFromLines(['2 PassStateEntered<-0 Only', '3 PassStateExited<-2 Only']));
  expect(render(text)).not.toContain('\u001b[');
  expect(render(text, { width: 80, color: true })).toContain('\u001b[32m');
});

test('shows the iterations of a large Map that are worth a look, and says how many it leaves out', () => {
  const lines = ['2 MapStateEntered<-0 Items', '3 MapStateStarted<-2 30'];
  let id = 3;
  const add = (text: string) => {
    id += 1;
    lines.push(`${id} ${text}`);
    return id;
  };
  for (let index = 0; index < 30; index += 1) {
    const started = add(`MapIterationStarted<-3 Items ${index}`);
    const entered = add(`TaskStateEntered<-${started} Work`);
    const scheduled = add(`TaskScheduled<-${entered} invoke`);
    const isBad = index === 17;
    const done = add(isBad ? `TaskFailed<-${scheduled} No.Item` : `TaskSucceeded<-${scheduled}`);
    if (!isBad) add(`MapIterationSucceeded<-${add(`TaskStateExited<-${done} Work`)} Items ${index}`);
  }
  const drawn = render(JSON.stringify(historyFromLines(lines)));
  expect(drawn).toContain('#17 Work  running');
  expect(drawn).toContain('24 more iterations of 30, all ended well');
});

test('says how many rows of a very long timeline it leaves out', () => {
  const lines = Array.from({ length: 500 }, (_, at) => [
    `${2 * at + 2} PassStateEntered<-${at === 0 ? 0 : 2 * at + 1} Step`,
    `${2 * at + 3} PassStateExited<-${2 * at + 2} Step`,
  ]).flat();
  const text = JSON.stringify(historyFromLines(lines));
  expect(render(text)).toContain('… 140 rows not shown; --all shows every row');
  const [execution] = inspectText('given.json', text, 0).executions;
  const all = execution === undefined ? '' : renderTimeline(execution, { ...PLAIN, all: true });
  expect(all.split('\n').filter((line) => line.includes('Step'))).toHaveLength(500);
});
