import { afterAll, describe, expect, it } from 'vitest';
import { inspectText } from '@/lib/dev/inspect/inspect-text';
import { builtCaseText, readBuiltCases } from '@/lib/testing/built-cases';
import { nameWithReason, readCorpus } from '@/lib/testing/corpus';
import { type CorpusCase, parseCase, readCaseText } from '@/lib/testing/corpus-case';
import {
  compareMembers,
  completeExpectation,
  isMet,
  readExpectations,
  type WrittenExpectation,
} from '@/lib/testing/expectation';
import { toLogLines } from '@/lib/testing/history-builder';
import { historyFromLines } from '@/lib/testing/history-lines';
import { toPlainTimeMs } from '@/lib/testing/plain-event';

/** Later than every recording by far, so that an Express log without an end counts as old. */
const NOW_MS = Date.UTC(2026, 10, 22);

/** Features whose cases are all worked out by hand. */
const ODD_TAG = /redrive|timeout|abort|callback|status:(RUNNING|ABORTED|TIMED_OUT)|-logs$/;

const corpus = readCorpus();
const expectations = readExpectations();
const texts = new Map<string, string>();
if (corpus.kind === 'present') for (const entry of corpus.entries) texts.set(entry.id, readCaseText(entry));

/** One way of giving a recording to the reader. */
type Form = { readonly name: string; readonly text: string; readonly unnamed: boolean };

describe.skipIf(corpus.kind === 'absent')(nameWithReason('what was worked out by hand from the events', corpus), () => {
  const seen = { cases: 0, members: 0, forms: 0 };
  afterAll(() => {
    process.stdout.write(
      `expected: ${seen.cases} cases (${new Set(expectations.map((e) => e.id)).size} recordings), ${seen.members} members compared; ` +
        `the same in ${seen.forms} other forms of input\n`,
    );
  });

  it('has an expectation for every feature that the recordings have, and for every case that ends or starts oddly', () => {
    const covered = new Set(expectations.map((written) => written.id));
    const entries = corpus.kind === 'present' ? corpus.entries : [];
    const tags = new Set(entries.flatMap((entry) => entry.tags));
    const seenTags = new Set(entries.filter((entry) => covered.has(entry.id)).flatMap((entry) => entry.tags));
    expect([...tags].filter((tag) => !seenTags.has(tag))).toEqual([]);
    const odd = entries.filter((entry) => entry.tags.some((tag) => ODD_TAG.test(tag)));
    expect(odd.filter((entry) => !covered.has(entry.id)).map((entry) => entry.id)).toEqual([]);
  });

  it.each(
    expectations.map((written, index) => ({ written, title: `${index + 1} ${written.id} ${written.read ?? ''}` })),
  )('$title', ({ written }) => {
    const text = texts.get(written.id);
    if (text === undefined) throw new Error(`the corpus has no case ${written.id}`);
    const recorded = parseCase(text);
    const [main, ...others] = formsOf(written, recorded, text);
    expect(
      differences(written, recorded, main, (count) => {
        seen.members += count;
      }),
    ).toEqual([]);
    seen.cases += 1;
    for (const form of others) {
      expect(
        differences(written, recorded, form, () => {}),
        form.name,
      ).toEqual([]);
      seen.forms += 1;
    }
  });
});

describe('shapes that no recording has', () => {
  it.each(readBuiltCases())('$id', (built) => {
    const inspected = inspectText(`${built.id}.json`, builtCaseText(built), NOW_MS);
    const found = inspected.executions[0];
    const compared = compareMembers(completeExpectation(built, false), JSON.parse(JSON.stringify(found?.summary)));
    expect(compared.filter((comparison) => !isMet(comparison))).toEqual([]);
  });
});

describe('logs that stop or have holes', () => {
  const lines = ['2 TaskStateEntered<-0 Call', '3 LambdaFunctionScheduled<-2 fn', '4 LambdaFunctionStarted<-3'];
  const end = ['5 LambdaFunctionFailed<-4 E', '6 TaskStateExited<-5 Call', '7 ExecutionSucceeded<-6'];
  const express = 'arn:aws:states:us-east-1:111111111111:express:machine:name:5738c85a-77e2-54b2-9635-9b2c3f5c93af';
  const standard = 'arn:aws:states:us-east-1:111111111111:execution:machine:name';
  const read = (written: readonly string[], arn: string, lostIds: readonly string[], ageMs: number) => {
    const startMs = Date.UTC(2026, 0, 1);
    const records = toLogLines(historyFromLines(written), arn).filter(({ id }) => !lostIds.includes(String(id)));
    return inspectText('log', records.map((record) => JSON.stringify(record)).join('\n'), startMs + ageMs).executions[0]
      ?.summary;
  };

  it('takes an Express execution without an end for running while it is younger than 6 minutes', () => {
    expect(read(lines, express, [], 359_000)).toMatchObject({
      type: 'EXPRESS',
      status: 'RUNNING',
      inFlight: [3],
      durationMs: null,
    });
    expect(read(lines, express, [], 361_000)).toMatchObject({ type: 'EXPRESS', status: 'UNKNOWN', durationMs: null });
    expect(read(lines, standard, [], 361_000)).toMatchObject({ type: 'STANDARD', status: 'RUNNING', inFlight: [3] });
  });

  it('says that events are missing and still closes the visit by what is there', () => {
    const summary = read([...lines, ...end], standard, ['3', '4'], 0);
    expect(summary).toMatchObject({ status: 'SUCCEEDED', coverage: 'partial', missingIds: 2, events: 5 });
    expect(summary?.visits).toMatchObject([{ id: 2, state: 'Call', exit: 6, outcome: 'caught' }]);
  });
});

if (corpus.kind === 'absent') process.stdout.write(`expected: ${corpus.reason}\n`);

/** The differences between expectation and reading, one line each; a test that fails prints them all. */
function differences(
  written: WrittenExpectation,
  recorded: CorpusCase,
  form: Form,
  count: (members: number) => void,
): readonly string[] {
  const { executions } = inspectText(form.name, form.text, NOW_MS);
  const arn = written.expected['arn'];
  const found = executions.length === 1 || form.unnamed ? executions[0] : executions.find((e) => e.summary.arn === arn);
  if (found === undefined) return [`no execution ${String(arn)} among ${executions.length}`];
  const expected = completeExpectation(written, !recorded.timestamps_synthetic);
  if (form.unnamed) delete expected['arn'];
  // Through JSON, as it is printed: objects without prototype become ordinary ones.
  const compared = compareMembers(expected, JSON.parse(JSON.stringify(found.summary)));
  count(compared.length);
  return compared
    .filter((comparison) => !isMet(comparison))
    .map(
      ({ path, expected: want, actual }) => `${path}: expected ${JSON.stringify(want)}, got ${JSON.stringify(actual)}`,
    );
}

/** The form that the expectation is about, then others that must read alike. */
function formsOf(written: WrittenExpectation, recorded: CorpusCase, text: string): readonly [Form, ...Form[]] {
  const lines = (records: readonly unknown[]) => records.map((record) => JSON.stringify(record)).join('\n');
  if (recorded.history.length === 0 || written.read === 'logs') {
    const logs = recorded.logs ?? [];
    const asLines: Form = { name: 'log lines', text: lines(logs), unnamed: false };
    const backwards: Form = {
      name: 'log lines, last first, each twice',
      text: lines([...logs, ...logs].reverse()),
      unnamed: false,
    };
    if (written.read === 'logs') return [asLines, backwards];
    return [{ name: `${recorded.id}.json`, text, unnamed: false }, asLines, backwards];
  }
  const arn =
    recorded.describeExecution?.executionArn ?? 'arn:aws:states:us-east-1:111111111111:execution:machine:name';
  const inMs = recorded.history.map((event) => ({ ...event, timestamp: toPlainTimeMs(event['timestamp']) }));
  return [
    { name: `${recorded.id}.json`, text, unnamed: false },
    { name: 'bare events', text: JSON.stringify(recorded.history), unnamed: true },
    {
      name: 'a GetExecutionHistory answer, newest first, times in ms',
      text: JSON.stringify({ events: inMs.toReversed() }),
      unnamed: true,
    },
    { name: 'its events as log lines', text: lines(toLogLines(recorded.history, arn)), unnamed: true },
  ];
}
