import { createHash, randomBytes } from 'node:crypto';
import { startWire, type WireAnswer, type WireCall } from '@/lib/testing/aws-over-http';
import { HistoryBuilder } from '@/lib/testing/history-builder';
import { ApprovalsPage } from './approvals-page';
import { expect, test } from './shell';
import { localAwsEnvironment, startDashboard } from './stack';
import { FIRST_READ } from './waits';

// Ways of handing a token on that no machine of the local AWS's workload has: JSONata, a function that cannot be undone, and
// none at all.

const PLACE = 'arn:aws:states:eu-west-1:123456789012';
const MACHINE = { stateMachineArn: `${PLACE}:stateMachine:releases`, name: 'releases' };
const EXECUTION = `${PLACE}:execution:releases:release-7`;
const QUEUE = 'https://sqs.eu-west-1.amazonaws.com/123456789012/releases';
const RESOURCE = 'sendMessage.waitForTaskToken';

type Way = {
  readonly token: string;
  /** The members of the state that hand the token on, and what AWS makes of them. */
  readonly fields: object;
  readonly sent: object;
};

function newToken(): string {
  return `AQCEAAAAKgAAAAMAAAAAAAAAA${randomBytes(489).toString('base64')}`;
}

/** Three people are asked side by side; two of them cannot be answered for. */
function newWays(): Readonly<Record<'ByLink' | 'ByHash' | 'ByNothing', Way>> {
  const [link, hash, nothing] = [newToken(), newToken(), newToken()];
  const text = "'https://ops.example.com/go?release=' & $states.input.id & '&token='";
  return {
    ByLink: {
      token: link,
      fields: {
        QueryLanguage: 'JSONata',
        Arguments: {
          QueueUrl: QUEUE,
          MessageBody: `{% ${text} & $encodeUrlComponent($states.context.Task.Token) %}`,
        },
      },
      sent: {
        QueueUrl: QUEUE,
        MessageBody: `https://ops.example.com/go?release=7&token=${encodeURIComponent(link)}`,
      },
    },
    ByHash: {
      token: hash,
      fields: { Parameters: { QueueUrl: QUEUE, 'MessageBody.$': "States.Hash($$.Task.Token, 'SHA-256')" } },
      sent: { QueueUrl: QUEUE, MessageBody: createHash('sha256').update(hash).digest('hex') },
    },
    ByNothing: {
      token: nothing,
      fields: { Parameters: { QueueUrl: QUEUE, 'MessageBody.$': '$.id' } },
      sent: { QueueUrl: QUEUE, MessageBody: '7' },
    },
  };
}

/** An AWS with one execution that waits in each of these ways, and what was called. */
async function startReleases(ways: Readonly<Record<string, Way>>) {
  const startMs = Date.now() - 60_000;
  const history = new HistoryBuilder(startMs);
  const started = history.add('ParallelStateStarted', history.chain().open('Parallel', 'Ask').at);
  for (const [state, { sent }] of Object.entries(ways)) {
    const scheduled = { resourceType: 'sqs', region: 'eu-west-1', parameters: JSON.stringify(sent) };
    history.chain(started).task(state, { attempts: ['open'], resource: RESOURCE, scheduled });
  }
  const calls: WireCall[] = [];
  const bodies: Readonly<Record<string, object>> = {
    ListStateMachines: { stateMachines: [{ ...MACHINE, type: 'STANDARD', creationDate: 1_790_000_000 }] },
    DescribeStateMachine: { ...describeMachine(ways), type: 'STANDARD', status: 'ACTIVE', creationDate: 1_790_000_000 },
    DescribeStateMachineForExecution: { ...describeMachine(ways), updateDate: 1_790_000_000 },
    ListExecutions: { executions: [describeExecution(startMs)] },
    DescribeExecution: { ...describeExecution(startMs), input: '{"id":"7"}' },
    GetExecutionHistory: {
      events: history.events.map((event) => ({ ...event, timestamp: Date.parse(event.timestamp) / 1_000 })),
    },
    SendTaskSuccess: {},
  };
  const aws = await startWire((call): WireAnswer => {
    calls.push(call);
    const body = bodies[call.operation];
    return body === undefined ? { error: 'UnknownOperationException' } : { body };
  });
  const scheduledIds = history.events.filter(({ type }) => type === 'TaskScheduled').map(({ id }) => id);
  const pages = Object.fromEntries(
    Object.keys(ways).map((state, at) => [state, `/approvals?id=${scheduledIds[at]}.${encodeURIComponent(EXECUTION)}`]),
  );
  return { aws, pages, sent: () => calls.filter(({ operation }) => operation.startsWith('SendTask')) };
}

function describeMachine(ways: Readonly<Record<string, Way>>): object {
  const branches = Object.entries(ways).map(([state, { fields }]) => ({
    StartAt: state,
    States: { [state]: { Type: 'Task', Resource: `arn:aws:states:::sqs:${RESOURCE}`, ...fields, End: true } },
  }));
  return {
    ...MACHINE,
    roleArn: 'arn:aws:iam::123456789012:role/releases',
    definition: JSON.stringify({
      StartAt: 'Ask',
      States: { Ask: { Type: 'Parallel', Branches: branches, End: true } },
    }),
  };
}

function describeExecution(startMs: number): object {
  return {
    executionArn: EXECUTION,
    stateMachineArn: MACHINE.stateMachineArn,
    name: 'release-7',
    status: 'RUNNING',
    startDate: startMs / 1_000,
  };
}

test('JSONata: a token built into a link answers its task; where it cannot be known the page says why', async ({
  page,
  shell,
}) => {
  // It starts a server of its own.
  test.slow();
  const ways = newWays();
  const { aws, pages, sent } = await startReleases(ways);
  const dashboard = await startDashboard(localAwsEnvironment(aws.url));
  try {
    const approvals = new ApprovalsPage(page);
    await shell.open(`${dashboard.url}${pages['ByNothing']}`);
    const nobody = approvals.task('ByNothing');
    await expect(nobody).toContainText('It cannot be answered here', FIRST_READ);
    await expect(nobody).toContainText('The definition passes no task token to anybody');
    await expect(approvals.approve).toBeHidden();
    for (const state of Object.keys(ways))
      await expect(approvals.rows('release-7').filter({ hasText: state })).toHaveCount(1, FIRST_READ);

    await shell.open(`${dashboard.url}${pages['ByHash']}`);
    await expect(approvals.task('ByHash')).toContainText(
      'The definition builds the task token into a text from which it cannot be taken out for certain.',
    );
    await expect(approvals.approve).toBeHidden();

    await shell.open(`${dashboard.url}${pages['ByLink']}`);
    await expect(approvals.given).toContainText(/go\?release=7&token=⟨token:[0-9a-f]{8}⟩$/, FIRST_READ);
    await approvals.approve.click();
    await approvals.send('Approve').click();
    await expect(approvals.decision).toContainText(/Approved by local user/, FIRST_READ);
    expect(sent()).toEqual([
      { operation: 'SendTaskSuccess', input: { taskToken: ways.ByLink.token, output: '{\n  "approved": true\n}' } },
    ]);
  } finally {
    // The page would go on asking a server that is not there.
    await page.goto('about:blank');
    await dashboard.stop();
    await aws.stop();
  }
});
