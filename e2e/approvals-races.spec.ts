import type { Page } from '@playwright/test';
import { ApprovalsPage } from './approvals-page';
import { Shell } from './shell';
import { answersSent, eventsOf, FIRST_READ, onlyWait, tasksOf, type Wait, waitingBatch, waitingOrder } from './waits';
import { expect, type Stack, test } from './with-local-aws';

/** Long enough to open the page on a busy machine, and not much longer: the test has to live through it. */
const SHORT_SECONDS = 40;
/** Few enough to stay below the limit of actions per minute, together with those of other tests. */
const CROWD = 8;
/** How long AWS takes for an answer that is to be lost: the test does something meanwhile. */
const SLOW_MS = 5_000;

/** The answers that the history holds after the wait began. */
async function answersIn(stack: Stack, wait: Wait): Promise<number> {
  const events = await eventsOf(stack.aws, wait);
  return events.filter(({ id, type }) => id > wait.scheduledEventId && /^Task(Succeeded|Failed)$/.test(type)).length;
}

async function approve(approvals: ApprovalsPage): Promise<void> {
  await approvals.approve.click(FIRST_READ);
  await approvals.send('Approve').click();
}

test('expires while somebody looks: the form locks, what they wrote stays, and the page says what happened', async ({
  page,
  shell,
  stack,
}) => {
  const batch = { at: 'ApprovePayout', approvalSeconds: SHORT_SECONDS } as const;
  const wait = onlyWait(await waitingBatch(stack, 'expire', batch));
  await shell.open(wait.page);
  const approvals = new ApprovalsPage(page);
  const panel = approvals.task('ApprovePayout');
  await expect(panel).toContainText(/\d+ s left/, FIRST_READ);
  await approvals.output.fill('{"approved": true, "half": "written"}');
  await expect(approvals.approve).toBeDisabled(FIRST_READ);
  await expect(panel).toContainText('No longer waiting. Nobody answered in time: it timed out at', FIRST_READ);
  await expect(approvals.output).toHaveValue('{"approved": true, "half": "written"}');
  await expect(approvals.output).not.toBeEditable();
  for (const button of [approvals.approve, approvals.reject, approvals.keepAlive]) await expect(button).toBeDisabled();
  await approvals.view('Expired');
  await expect(approvals.rows(wait.name)).toContainText('Timed out', FIRST_READ);
});

test.describe('two people', () => {
  // The loser is refused, which the browser reports.
  test.use({ tolerated: /404 \(Not Found\)|409 \(Conflict\)/ });

  test('at once: the second sees who was first and when, with what was sent', async ({
    page,
    shell,
    stack,
    browser,
  }) => {
    const wait = await waitingOrder(stack, 'race');
    await shell.open(wait.page);
    const mine = new ApprovalsPage(page);
    await mine.approve.click(FIRST_READ);
    // Between two looks of the page somebody else is faster.
    const goOn = await holdReads(page);
    const before = await answersSent(stack.aws);
    const other = await browser.newContext();
    const theirs = new ApprovalsPage(await other.newPage());
    await new Shell(theirs.page).open(`${stack.url}${wait.page}`);
    await theirs.output.fill('{"approved": true, "by": "the other"}', FIRST_READ);
    await approve(theirs);
    await expect(theirs.decision).toContainText(/Approved by local user/, FIRST_READ);
    await other.close();
    await mine.send('Approve').click();
    const told = mine.answer.getByRole('status').filter({ hasText: 'Somebody else was first' });
    await expect(told).toContainText(
      /It was approved by local user at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\. Nothing of yours was sent\./,
      FIRST_READ,
    );
    // It is nobody's mistake.
    await expect(mine.answer.getByRole('alert')).toBeHidden();
    goOn();
    await expect(mine.decision).toContainText('"by": "the other"', FIRST_READ);
    expect((await answersSent(stack.aws)) - before).toBe(1);
    expect(await answersIn(stack, wait)).toBe(1);
  });
});

/** Lets the page see nothing new of a task until the function that it gives is called. */
async function holdReads(page: Page): Promise<() => void> {
  let goOn = (): void => {};
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  await page.route('**/api/v1/approvals/**', async (route) => {
    if (route.request().method() === 'GET') await held;
    await route.continue();
  });
  return goOn;
}

test('of many answers at the same moment one is sent, and the others are told so', async ({ request, stack }) => {
  const wait = await waitingOrder(stack, 'crowd');
  const before = await answersSent(stack.aws);
  const answers = await Promise.all(
    Array.from({ length: CROWD }, (_, person) =>
      request.post(`${wait.api}/decision`, {
        headers: { origin: stack.url },
        data: { decision: { kind: 'approve', output: `{"by":${person}}` }, idempotencyKey: `person-${person}-of-many` },
      }),
    ),
  );
  const codes = answers.map((answer) => answer.status()).toSorted();
  process.stdout.write(`approvals: ${CROWD} at once, ${(await answersSent(stack.aws)) - before} sent\n`);
  expect(codes).toEqual([200, ...Array.from({ length: CROWD - 1 }, () => 409)]);
  expect((await answersSent(stack.aws)) - before).toBe(1);
  expect(await answersIn(stack, wait)).toBe(1);
});

test('an answer that is lost is not known yet, is looked for in the history, and is not sent again', async ({
  page,
  shell,
  stack,
}) => {
  const wait = await waitingOrder(stack, 'lost');
  await shell.open(wait.page);
  const approvals = new ApprovalsPage(page);
  await expect(approvals.approve).toBeEnabled(FIRST_READ);
  const before = await answersSent(stack.aws);
  const lost = { action: 'states:SendTaskSuccess', fault: 'drop-after', latencyMs: SLOW_MS, times: 1 };
  await stack.aws.control('PUT', 'faults', lost);
  await approve(approvals);
  await expect.poll(() => answersSent(stack.aws), FIRST_READ).toBe(before + 1);
  // It is under way. Until the history can be read nobody knows what came of it.
  await stack.aws.control('PUT', 'faults', { action: 'states:GetExecutionHistory', fault: 'unavailable' });
  try {
    await expect(approvals.decision).toContainText(/Not known yet, checking: the approval by local user/, FIRST_READ);
    await expect(approvals.approve).toBeDisabled();
  } finally {
    await stack.aws.control('DELETE', 'faults');
  }
  await expect(approvals.decision).toContainText(
    /Approved by local user .* Seen in the history of the execution\./,
    FIRST_READ,
  );
  expect((await answersSent(stack.aws)) - before).toBe(1);
  expect(await answersIn(stack, wait)).toBe(1);
});

test.describe('a permission that is missing', () => {
  // The refusal is what is asked for here.
  test.use({ tolerated: /404 \(Not Found\)|503 \(Service Unavailable\)/ });

  test('is named, and the task can be answered once it is there', async ({ page, shell, stack }) => {
    const wait = await waitingOrder(stack, 'denied');
    await shell.open(wait.page);
    const approvals = new ApprovalsPage(page);
    await expect(approvals.approve).toBeEnabled(FIRST_READ);
    await stack.aws.control('PUT', 'faults', { action: 'states:SendTaskSuccess', fault: 'denied', times: 1 });
    await approve(approvals);
    await expect(approvals.answer).toContainText('Nothing was sent', FIRST_READ);
    await expect(approvals.answer).toContainText('lacks states:SendTaskSuccess');
    expect((await tasksOf(stack.aws, wait.executionArn)).map(({ state }) => state)).toContain('ApproveLargeOrder');
    await approve(approvals);
    await expect(approvals.decision).toContainText(/Approved by local user/, FIRST_READ);
  });
});
