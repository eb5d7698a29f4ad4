import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type DecideInput, decideResponse } from '@/lib/contract/approvals';
import { localActions, localCaller } from '@/lib/domain/access';
import { AppError } from '@/lib/server/errors';
import { approvalHistory, FAKE_PLACE, FakeAws, type SentAnswer } from '@/lib/testing/fake-aws';
import { MemoryIndex } from '@/lib/testing/memory-index';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { prepareAuditFile } from './audit/audit-directory';
import { openAuditLog } from './audit/audit-log';
import { createLogger } from './logger';
import type { AuditLog } from './ports/audit';
import type { AnswerResult } from './ports/waiting-tasks';
import { createActionLimit } from './services/action-limit';
import type { ApprovalDependencies } from './services/approval-dependencies';
import { createCourseCache } from './services/course-cache';
import { decide } from './services/decide';
import { listAudit } from './services/list-audit';
import { createDecisionSettler, type DecisionSettler } from './services/settle-decisions';
import { createTaskFacts } from './services/task-facts';
import { createReading } from './sync/reading';

const NOW = Date.UTC(2026, 10, 22, 18);
const EVENT = 3;
const APPROVE = { kind: 'approve', output: '{"approved": true}' } as const;
const REJECT = { kind: 'reject', error: 'Approval.Rejected', cause: 'customer not reached' } as const;

let data: string;
let aws: FakeAws;
let clock: VirtualClock;
let audit: AuditLog;
let deps: ApprovalDependencies;
let unsettled: number;
let settlers: DecisionSettler[] = [];
const log = createLogger('silent');

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'statelens-decisions-'));
  aws = new FakeAws();
  aws.addMachine('orders');
  clock = new VirtualClock(NOW);
  unsettled = 0;
  await start();
});

afterEach(async () => {
  await Promise.all(settlers.map((settler) => settler.stop()));
  settlers = [];
  rmSync(data, { recursive: true, force: true });
});

/** Puts the services together, over the audit as it lies on disk; again for a server that is started anew. */
async function start(): Promise<void> {
  const index = new MemoryIndex();
  const { reader, catalogue, sync } = createReading({ index, connections: aws, clock, log });
  audit = await openAuditLog(prepareAuditFile(data), log);
  deps = {
    index,
    reader,
    sync,
    connections: aws,
    contextOf: catalogue.contextOf,
    courses: createCourseCache(),
    clock,
    switches: localActions(false),
    audit,
    taskFacts: createTaskFacts(aws, clock),
    actionLimit: createActionLimit(clock, Number.POSITIVE_INFINITY),
    log,
    onUnsettled: () => {
      unsettled += 1;
    },
  };
}

/** As the server does at its start; the end of the test stops it. */
function startSettling(): void {
  const settler = createDecisionSettler(deps);
  settlers.push(settler);
  settler.wake();
}

function addOrder(name: string): string {
  return aws.addExecution('orders', name, 'RUNNING', approvalHistory(NOW - 60_000)).listed.arn;
}

/** Lets AWS write what the answer did. */
function takeEffect({ executionArn, answer }: SentAnswer): void {
  if (answer?.kind === 'approve')
    endWith(executionArn, 'TaskSucceeded', { output: JSON.stringify(JSON.parse(answer.output)) });
  else if (answer?.kind === 'reject') endWith(executionArn, 'TaskFailed', { error: answer.error, cause: answer.cause });
}

function endWith(executionArn: string, type: string, details: object): void {
  const execution = aws.executions.find(({ listed }) => listed.arn === executionArn);
  if (execution === undefined) throw new Error(`no execution ${executionArn}`);
  execution.events = approvalHistory(NOW - 60_000, [type, details]);
}

let keys = 0;
function ask(arn: string, decision: DecideInput['decision'] = APPROVE, more: Partial<DecideInput> = {}) {
  keys += 1;
  const request = { arn, eventId: EVENT, decision, idempotencyKey: `request-${keys}`, caller: localCaller, ...more };
  return decide(deps, request).then((answer) => decideResponse.parse(answer));
}

async function codeOf(asked: Promise<unknown>): Promise<string> {
  const thrown = await asked.catch((error: unknown) => error);
  return thrown instanceof AppError ? thrown.code : `answered ${JSON.stringify(thrown)}`;
}

function auditText(): string {
  return readFileSync(join(data, 'audit', 'decisions.ndjson'), 'utf8');
}

function auditLines(): readonly Record<string, unknown>[] {
  return auditText()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('a decision (L1, L2)', () => {
  it('is on disk as an intent before AWS is called, and with its outcome after', async () => {
    const arn = addOrder('ord-1');
    let before: readonly unknown[] = [];
    aws.onAnswer = (sent) => {
      before = auditLines();
      takeEffect(sent);
      return { kind: 'accepted', requestId: 'r-7' };
    };
    const answer = await ask(arn, APPROVE, { comment: 'called back' });
    expect(before).toMatchObject([
      { entry: 'intent', task: { executionArn: arn, eventId: EVENT }, comment: 'called back' },
    ]);
    expect(answer).toMatchObject({
      kind: 'decided',
      decision: { by: 'local user', outcome: 'accepted', answer: APPROVE, awsRequestId: 'r-7', comment: 'called back' },
    });
    expect(aws.sent).toEqual([{ executionArn: arn, eventId: EVENT, answer: APPROVE }]);
    expect(auditLines().slice(1)).toMatchObject([{ entry: 'outcome', outcome: 'accepted', awsRequestId: 'r-7' }]);
    const { mode: file } = statSync(join(data, 'audit', 'decisions.ndjson'));
    const { mode: directory } = statSync(join(data, 'audit'));
    expect([file & 0o777, directory & 0o777]).toEqual([0o600, 0o700]);
  });

  it('that is sent again by the same page is the same decision', async () => {
    const arn = addOrder('ord-1');
    const first = await ask(arn, APPROVE, { idempotencyKey: 'one-request' });
    expect(await ask(arn, APPROVE, { idempotencyKey: 'one-request' })).toEqual(first);
    expect(aws.sent).toHaveLength(1);
  });

  it('keeps everybody else out, with who and when', async () => {
    const arn = addOrder('ord-1');
    await ask(arn);
    const late = ask(arn, REJECT);
    await expect(late).rejects.toMatchObject({ code: 'conflict' });
    await expect(late).rejects.toThrow(
      'It was approved by local user at 2026-11-22 18:00:00 UTC. Nothing of yours was sent.',
    );
    expect(aws.sent).toHaveLength(1);
  });

  it.each<readonly [string, AnswerResult, string]>([
    ['an output that AWS does not take', { kind: 'refused', requestId: 'r' }, 'refused'],
    [
      'a call that AWS does not allow',
      { kind: 'not-sent', failure: new AppError('access-denied', 'lacks states:SendTaskSuccess'), requestId: null },
      'not-sent',
    ],
    ['a token that AWS does not know', { kind: 'not-waiting', error: 'InvalidToken', requestId: 'r' }, 'not-waiting'],
  ])('frees the task after %s', async (_, result, outcome) => {
    const arn = addOrder('ord-1');
    aws.onAnswer = () => result;
    const code = await codeOf(ask(arn));
    if (result.kind === 'not-sent') expect(code).toBe('access-denied');
    expect(auditLines()[1]).toMatchObject({ entry: 'outcome', outcome });
    aws.onAnswer = () => ({ kind: 'accepted', requestId: null });
    expect(await ask(arn)).toMatchObject({ kind: 'decided', decision: { outcome: 'accepted' } });
  });

  it('is not made where the history says that nobody waits any more, and says what happened', async () => {
    const arn = addOrder('ord-1');
    endWith(arn, 'TaskTimedOut', { error: 'States.Timeout' });
    expect(await ask(arn)).toEqual({
      kind: 'not-waiting',
      message: expect.stringContaining('Nobody answered in time'),
    });
    expect(aws.sent).toEqual([]);
    expect(await codeOf(ask(arn, APPROVE, { eventId: 5 }))).toBe('not-found');
  });

  it('that came too late says what the history says', async () => {
    const arn = addOrder('ord-1');
    aws.onAnswer = () => {
      endWith(arn, 'TaskFailed', { error: 'Approval.Rejected', cause: 'no' });
      return { kind: 'not-waiting', error: 'TaskTimedOut', requestId: 'r' };
    };
    expect(await ask(arn)).toMatchObject({
      decision: {
        outcome: 'not-waiting',
        note: expect.stringContaining('answered with the failure Approval.Rejected'),
      },
    });
  });

  it('needs no intent for a heartbeat, which is written down all the same', async () => {
    const arn = addOrder('ord-1');
    expect(await ask(arn, { kind: 'keep-alive' })).toEqual({ kind: 'kept-alive', date: '2026-11-22T18:00:00.000Z' });
    expect(auditLines()).toMatchObject([{ entry: 'heartbeat', outcome: 'accepted' }]);
    expect(listAudit(deps, { limit: 10, caller: localCaller }).items).toMatchObject([{ kind: 'heartbeat' }]);
    expect(await ask(arn)).toMatchObject({ decision: { outcome: 'accepted' } });
  });

  it('is refused by a read-only server and beyond 30 a minute', async () => {
    const arn = addOrder('ord-1');
    deps = { ...deps, switches: localActions(true) };
    expect(await codeOf(ask(arn))).toBe('forbidden');
    deps = { ...deps, switches: localActions(false), actionLimit: createActionLimit(clock) };
    for (let times = 0; times < 30; times += 1) await ask(arn, { kind: 'keep-alive' });
    await expect(ask(arn)).rejects.toMatchObject({ code: 'too-many-actions', retryAfterSeconds: 60 });
    await clock.advance(60_000);
    expect(await ask(arn)).toMatchObject({ decision: { outcome: 'accepted' } });
    expect(aws.sent).toHaveLength(31);
  });
});

describe('the audit', () => {
  it('stops every decision that it cannot write down (L1)', async () => {
    const arns = Array.from({ length: 100 }, (_, number) => addOrder(`ord-${number}`));
    // A file in place of the folder: not even the superuser can write into it.
    renameSync(join(data, 'audit'), join(data, 'moved'));
    writeFileSync(join(data, 'audit'), '');
    const codes = new Set<string>();
    for (const [at, arn] of arns.entries()) codes.add(await codeOf(ask(arn, at % 2 === 0 ? APPROVE : REJECT)));
    process.stdout.write(`audit unwritable: ${arns.length} attempts, ${aws.sent.length} AWS calls\n`);
    expect([...codes]).toEqual(['audit-unwritable']);
    expect(aws.sent).toEqual([]);
    rmSync(join(data, 'audit'));
    mkdirSync(join(data, 'audit'));
    expect(await ask(arns[0] ?? '')).toMatchObject({ decision: { outcome: 'accepted' } });
  });

  it('is read again after a restart, also past a line that a crash cut short', async () => {
    const arn = addOrder('ord-1');
    await ask(arn);
    writeFileSync(join(data, 'audit', 'decisions.ndjson'), `${auditText()}{"entry":"intent","id":"cut`);
    await start();
    expect(audit.latestOf({ executionArn: arn, eventId: EVENT })).toMatchObject({
      conclusion: { outcome: 'accepted' },
    });
    expect(await codeOf(ask(arn))).toBe('conflict');
    const other = addOrder('ord-2');
    await ask(other);
    await start();
    expect(audit.latestOf({ executionArn: other, eventId: EVENT })).toMatchObject({
      conclusion: { outcome: 'accepted' },
    });
    const page = listAudit(deps, { limit: 1, caller: localCaller });
    const [first] = page.items;
    expect(first).toMatchObject({ kind: 'decision', decision: { executionArn: other } });
    const next = listAudit(deps, { limit: 1, caller: localCaller, cursor: page.nextCursor ?? '' });
    expect(next).toMatchObject({ items: [{ decision: { executionArn: arn } }], nextCursor: null });
  });
});

describe('many people at once', () => {
  it('one answer is sent for each task, whoever asks (L2)', async () => {
    const tasks = 50;
    const people = 20;
    const arns = Array.from({ length: tasks }, (_, number) => addOrder(`ord-${number}`));
    aws.onAnswer = async (sent) => {
      await new Promise((resolve) => setImmediate(resolve));
      takeEffect(sent);
      return { kind: 'accepted', requestId: null };
    };
    const asked = arns.flatMap((arn) =>
      Array.from({ length: people }, (_, person) => codeOf(ask(arn, person % 2 === 0 ? APPROVE : REJECT))),
    );
    const answers = await Promise.all(asked);
    const sentTo = new Set(aws.sent.map(({ executionArn }) => executionArn));
    const refused = answers.filter((code) => code === 'conflict').length;
    const twice = aws.sent.length - sentTo.size;
    process.stdout.write(
      `decision race: ${tasks} tasks × ${people} people: ${answers.length} attempts, ${sentTo.size} sent, ${refused} refused, ${twice} sent twice\n`,
    );
    expect([sentTo.size, refused, twice]).toEqual([tasks, tasks * (people - 1), 0]);
  });
});

/** The disk takes its own time, so that of the clock is let pass until nothing is open any more. */
async function untilSettled(): Promise<void> {
  await expect
    .poll(
      async () => {
        await clock.advance(2_000);
        return audit.unsettled();
      },
      { timeout: 30_000, interval: 5 },
    )
    .toEqual([]);
}

describe('an answer that was lost (L3)', () => {
  /** What became of the call, and what history must be found to say. */
  const fates = [
    { outcome: 'accepted', become: takeEffect },
    { outcome: 'not-taken', become: () => {} },
    {
      outcome: 'superseded',
      become: ({ executionArn }: SentAnswer) => endWith(executionArn, 'TaskFailed', { error: 'Other' }),
    },
    {
      outcome: 'superseded',
      become: ({ executionArn }: SentAnswer) => endWith(executionArn, 'TaskTimedOut', { error: 'States.Timeout' }),
    },
    {
      outcome: 'superseded',
      become: ({ executionArn }: SentAnswer) => endWith(executionArn, 'TaskSucceeded', { output: '{"by":"x"}' }),
    },
  ] as const;

  it('is settled by the history, also after a restart, and never sent again', { timeout: 40_000 }, async () => {
    const decisions = 60;
    const expected = new Map<string, string>();
    for (let number = 0; number < decisions; number += 1) {
      const arn = addOrder(`ord-${number}`);
      const fate = fates[number % fates.length] ?? fates[0];
      expected.set(arn, fate.outcome);
      aws.onAnswer = (sent) => {
        fate.become(sent);
        return { kind: 'unknown' };
      };
      const answer = await ask(arn, number % 3 === 0 ? REJECT : APPROVE);
      expect(answer).toMatchObject({ decision: { outcome: 'unknown' } });
      expect(await codeOf(ask(arn))).toBe('conflict');
    }
    expect(unsettled).toBe(decisions);
    const sentBefore = aws.sent.length;
    await start();
    startSettling();
    await untilSettled();
    const outcomes = [...expected].map(([executionArn, outcome]) => ({
      outcome,
      found: audit.latestOf({ executionArn, eventId: EVENT })?.conclusion?.outcome,
    }));
    const settled = outcomes.filter(({ found }) => found !== 'unknown').length;
    const wrong = outcomes.filter(({ outcome, found }) => found !== outcome).length;
    process.stdout.write(
      `answers lost: ${decisions} decisions, ${aws.sent.length - sentBefore} resent, ${settled} settled, ${wrong} wrong\n`,
    );
    expect([aws.sent.length, settled, wrong]).toEqual([decisions, decisions, 0]);
  });

  it('counts as lost where the server ended between the call and its outcome', async () => {
    const arn = addOrder('ord-1');
    aws.onAnswer = (sent) => {
      takeEffect(sent);
      return new Promise(() => {});
    };
    void ask(arn);
    // The intent is on disk before AWS is called: only the call tells that its effect is there to be found.
    await vi.waitFor(() => expect(aws.sent).toHaveLength(1));
    expect(auditLines()).toHaveLength(1);
    await start();
    expect(audit.unsettled()).toMatchObject([{ conclusion: { note: 'The server ended before AWS answered.' } }]);
    startSettling();
    await untilSettled();
    expect(audit.latestOf({ executionArn: arn, eventId: EVENT })).toMatchObject({
      conclusion: { outcome: 'accepted' },
    });
    expect(aws.sent).toHaveLength(1);
  });

  it('stays unknown while AWS cannot be read, and keeps the task', async () => {
    const arn = addOrder('ord-1');
    aws.onAnswer = () => ({ kind: 'unknown' });
    await ask(arn);
    aws.failures.set('getHistoryPage', new AppError('unreachable', 'AWS does not answer.'));
    startSettling();
    await clock.advance(120_000);
    expect(audit.unsettled()).toHaveLength(1);
    aws.failures.clear();
    await untilSettled();
    expect(audit.latestOf({ executionArn: arn, eventId: EVENT })).toMatchObject({
      conclusion: { outcome: 'not-taken' },
    });
  });
});

it('an ARN of a place that no connection reads is not found', async () => {
  const arn = `${FAKE_PLACE.replace('eu-west-1', 'us-east-1')}:execution:orders:ord-1`;
  expect(await codeOf(ask(arn))).toBe('not-found');
});
