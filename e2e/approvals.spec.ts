import { ApprovalsPage } from './approvals-page';
import { answersSent, eventsOf, FIRST_READ, onlyWait, waitingBatch, waitingOrder, waitsOf } from './waits';
import { expect, test } from './with-local-aws';

/** With spaces where nobody would put them: what is confirmed must be what was written. */
const OUTPUT = '{"approved":  true, "limit": 5000}';

test('approve: what is confirmed is what AWS gets, once, and the page says who and when', async ({
  page,
  shell,
  stack,
}) => {
  const wait = await waitingOrder(stack, 'approve');
  await shell.open('/approvals');
  const approvals = new ApprovalsPage(page);
  await approvals.rows(wait.name).getByRole('link').click(FIRST_READ);
  const panel = approvals.task('ApproveLargeOrder');
  await expect(panel).toContainText(
    /At \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC it fails with States\.Timeout and goes to CancelOrder\./,
  );
  await expect(approvals.given).toContainText('"amount": 4000');
  await expect(approvals.given).toContainText(/⟨token:[0-9a-f]{8}⟩/);
  await approvals.output.fill(OUTPUT);
  await expect(panel).toContainText(`Valid JSON · ${OUTPUT.length} of 262,144 bytes`);
  await approvals.comment.fill('called back');
  await approvals.approve.click();
  await expect(approvals.dialog).toContainText(`order-fulfilment / ${wait.name}, event ${wait.scheduledEventId}`);
  expect(await approvals.toBeSent.textContent()).toBe(OUTPUT);
  const before = await answersSent(stack.aws);
  await approvals.send('Approve').dblclick();
  await expect(approvals.decision).toContainText(/Approved by local user (just now|\d+ s ago)\./, FIRST_READ);
  await expect(approvals.decision).toContainText('called back');
  expect((await answersSent(stack.aws)) - before).toBe(1);
  const answered = (await eventsOf(stack.aws, wait)).filter(({ type }) => type === 'TaskSucceeded');
  // The history has it as AWS writes JSON.
  expect(answered.at(-1)).toMatchObject({ taskSucceededEventDetails: { output: '{"approved":true,"limit":5000}' } });
  await approvals.view('Decided');
  await expect(approvals.rows(wait.name)).toContainText('Approved', FIRST_READ);
  const audit = await (await page.request.get('/api/v1/audit')).json();
  expect(audit.items[0]).toMatchObject({
    decision: {
      executionArn: wait.executionArn,
      eventId: wait.scheduledEventId,
      answer: { kind: 'approve', output: OUTPUT },
      outcome: 'accepted',
    },
  });
});

test('reject: it needs a reason, says where that leads, and the execution takes its Catch', async ({
  page,
  shell,
  stack,
}) => {
  const wait = await waitingOrder(stack, 'reject');
  await shell.open(wait.page);
  const approvals = new ApprovalsPage(page);
  await approvals.reject.click(FIRST_READ);
  await expect(approvals.send('Reject')).toBeDisabled();
  await approvals.error.fill('Something.Else');
  await expect(approvals.dialog).toContainText(
    'With this error the task fails and the execution fails, because nothing catches it.',
  );
  await approvals.error.fill('Approval.Rejected');
  await expect(approvals.dialog).toContainText('With this error the task fails and goes to CancelOrder.');
  await expect(approvals.send('Reject')).toBeDisabled();
  await approvals.cause.fill('customer not reached');
  await approvals.send('Reject').click();
  await expect(approvals.decision).toContainText(/Rejected by local user/, FIRST_READ);
  await expect(approvals.decision).toContainText('customer not reached');
  await waitsOf(stack.aws, wait, 'CancelOrder');
  const failed = (await eventsOf(stack.aws, wait)).find(({ type }) => type === 'TaskFailed');
  expect(failed).toMatchObject({
    taskFailedEventDetails: { error: 'Approval.Rejected', cause: 'customer not reached' },
  });
});

test('what AWS would not take cannot be sent: no JSON, or more of it than it takes', async ({ page, shell, stack }) => {
  const wait = await waitingOrder(stack, 'invalid');
  await shell.open(wait.page);
  const approvals = new ApprovalsPage(page);
  const panel = approvals.task('ApproveLargeOrder');
  await approvals.output.fill('{"approved": tru', FIRST_READ);
  await expect(panel).toContainText('Not valid JSON · 16 of 262,144 bytes');
  await expect(approvals.approve).toBeDisabled();
  // Two bytes each in UTF-8: it is bytes that AWS counts.
  await approvals.output.fill(`"${'é'.repeat(131_072)}"`);
  await expect(panel).toContainText('Too large: AWS takes no more · 262,146 of 262,144 bytes');
  await expect(approvals.approve).toBeDisabled();
  await approvals.output.fill(`"${'é'.repeat(131_071)}"`);
  await expect(panel).toContainText('Valid JSON · 262,144 of 262,144 bytes');
  await expect(approvals.approve).toBeEnabled();
});

test('keep alive: the heartbeat starts again, and a wait with a heartbeat alone has no countdown', async ({
  page,
  shell,
  stack,
}) => {
  const wait = onlyWait(await waitingBatch(stack, 'alive', { at: 'ReleaseFunds' }));
  await shell.open(wait.page);
  const approvals = new ApprovalsPage(page);
  const panel = approvals.task('ReleaseFunds');
  await expect(panel).toContainText(
    'It fails after 4h without a heartbeat and is tried again, with a new token.',
    FIRST_READ,
  );
  await expect(panel).toContainText('heartbeat every 4h');
  await expect(panel).not.toContainText(/\bleft\b/);
  await approvals.keepAlive.click();
  await expect(approvals.answer).toContainText(/Kept alive at .* UTC/);
  await expect(approvals.approve).toBeEnabled();
  const audit = await (await page.request.get('/api/v1/audit')).json();
  expect(audit.items[0]).toMatchObject({
    kind: 'heartbeat',
    heartbeat: { executionArn: wait.executionArn, outcome: 'accepted' },
  });
});

test('a token that States.Format built into a text is masked there, and answers its task', async ({
  page,
  shell,
  stack,
}) => {
  const wait = onlyWait(await waitingBatch(stack, 'string', { at: 'ReleaseFunds' }));
  await shell.open(wait.page);
  const approvals = new ApprovalsPage(page);
  await expect(approvals.given).toContainText(/release\?batch=batch-of-a-test&token=⟨token:[0-9a-f]{8}⟩/, FIRST_READ);
  await approvals.approve.click();
  await approvals.send('Approve').click();
  await expect(approvals.decision).toContainText(/Approved by local user/, FIRST_READ);
  await waitsOf(stack.aws, wait, 'BookPayouts');
});

test('of the items of a Map each has a token of its own', async ({ page, shell, stack }) => {
  const waits = await waitingBatch(stack, 'items', { at: 'ApprovePayout', payouts: 3 });
  const second = waits[1];
  if (second === undefined) throw new Error('nothing waits');
  await shell.open(second.page);
  const approvals = new ApprovalsPage(page);
  await expect(approvals.task('ApprovePayout')).toContainText('item 2', FIRST_READ);
  await expect(approvals.given).toContainText('po-2');
  await approvals.approve.click();
  await approvals.send('Approve').click();
  await expect(approvals.decision).toContainText(/Approved by local user/, FIRST_READ);
  const left = await waitsOf(stack.aws, second, 'ApprovePayout', 2);
  expect(left.map(({ scheduledEventId }) => scheduledEventId)).toEqual(
    [waits[0], waits[2]].map((wait) => wait?.scheduledEventId),
  );
});
