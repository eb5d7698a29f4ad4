import { afterAll, describe, expect, it } from 'vitest';
import { inspectText } from '@/lib/dev/inspect/inspect-text';
import { renderTimeline } from '@/lib/dev/inspect/render';
import { nameWithReason, readCorpus } from '@/lib/testing/corpus';
import { type CorpusCase, parseCase, readCaseText } from '@/lib/testing/corpus-case';
import { findTokens, TOKEN_ENCODINGS, tokensOf } from '@/lib/testing/task-tokens';

const NOW_MS = Date.UTC(2026, 10, 22);

const corpus = readCorpus();
const cases = (corpus.kind === 'present' ? corpus.entries : [])
  .map((entry) => {
    const text = readCaseText(entry);
    const recorded = parseCase(text);
    return { id: entry.id, text, recorded, tokens: tokensOf(recorded) };
  })
  .filter(({ tokens }) => tokens.length > 0);

// Guards T1 and T2 of the security rules for `inspect`.
describe.skipIf(corpus.kind === 'absent')(nameWithReason('task tokens never leave inspect', corpus), () => {
  const seen = { bytes: 0, hits: 0, texts: 0 };
  afterAll(() => {
    process.stdout.write(
      `tokens: ${cases.length} recordings, ${cases.flatMap(({ tokens }) => tokens).length} tokens, ${seen.texts} texts, ` +
        `${seen.bytes} bytes scanned, ${seen.hits} hits\n`,
    );
  });

  function scan(text: string, tokens: readonly string[]): void {
    for (const execution of inspectText('case.json', text, NOW_MS).executions) {
      for (const output of [
        JSON.stringify(execution.summary),
        renderTimeline(execution, { width: 80, color: false }),
      ]) {
        const hits = findTokens(output, tokens);
        seen.texts += 1;
        seen.bytes += Buffer.byteLength(output);
        seen.hits += hits.length;
        expect(hits).toEqual([]);
      }
    }
  }

  it('finds the recordings that hold a token', () => {
    expect(cases.length).toBeGreaterThan(0);
    expect(findTokens(`x${cases[0]?.tokens[0]?.slice(100, 150)}y`, cases[0]?.tokens ?? [])).not.toEqual([]);
  });

  it.each(cases)('$id', ({ text, tokens }) => scan(text, tokens));

  it.each(cases)('$id with its tokens planted where errors are shown', ({ recorded, tokens }) => {
    for (const { encode } of TOKEN_ENCODINGS) {
      for (const token of tokens) {
        // A long text before the token makes the timeline cut it in the middle.
        for (const before of ['', 'x'.repeat(60)])
          scan(JSON.stringify(plant(recorded, `${before} ${encode(token)}`)), tokens);
      }
    }
  });
});

if (corpus.kind === 'absent') process.stdout.write(`tokens: ${corpus.reason}\n`);

/**
 * The recording cut off at its last answer, which becomes a failure with the text in its cause and in the outputs before
 * it: a worker may write anything there, a token included.
 */
function plant(recorded: CorpusCase, text: string): CorpusCase {
  const cause = `${text} after`;
  const output = JSON.stringify({ token: text });
  const end = recorded.history.findLastIndex((event) =>
    /^Task(Succeeded|Failed|TimedOut)$/.test(String(event['type'])),
  );
  const kept = recorded.history
    .slice(0, end)
    .map((event) =>
      Object.fromEntries(
        Object.entries(event).map(([key, value]) =>
          /(Exited|Submitted|Succeeded)EventDetails$/.test(key) ? [key, { ...Object(value), output }] : [key, value],
        ),
      ),
    );
  const error = 'Planted';
  const failure = { id: end + 1, previousEventId: end, type: 'TaskFailed', taskFailedEventDetails: { error, cause } };
  const ending = {
    id: end + 2,
    previousEventId: end + 1,
    type: 'ExecutionFailed',
    executionFailedEventDetails: { error, cause },
  };
  const timestamp = recorded.history[end]?.['timestamp'];
  return { ...recorded, history: [...kept, { ...failure, timestamp }, { ...ending, timestamp }] };
}
