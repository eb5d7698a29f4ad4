import { executionAddress, MACHINES, machineAddress } from './addresses';
import { ApprovalsPage } from './approvals-page';
import { localAwsEnvironment, startDashboard } from './stack';
import { FIRST_READ, onlyWait, tasksOf, waitingBatch, waitingOrder } from './waits';
import { expect, test } from './with-local-aws';

test('every page counts what waits', async ({ page, shell, stack }) => {
  const wait = await waitingOrder(stack, 'count');
  await stack.untilRead();
  const read = async () => (await page.request.get('/api/v1/approvals')).json();
  await expect.poll(async () => JSON.stringify(await read()), FIRST_READ).toContain(wait.name);
  const { waiting } = await read();
  expect(waiting).toBeGreaterThan(0);
  const places = ['/', '/hotspots', '/executions', '/approvals', '/settings'];
  for (const address of [...places, machineAddress(MACHINES.standard), executionAddress(wait.executionArn)]) {
    await page.goto(address);
    await expect(shell.navigation.getByRole('link', { name: /^Approvals/ }), address).toHaveAccessibleName(
      new RegExp(`^Approvals ${waiting} waiting`),
    );
  }
});

test('j and k go through the list', async ({ page, shell, stack }) => {
  await waitingBatch(stack, 'keys', { at: 'ApprovePayout', payouts: 3 });
  await stack.untilRead();
  await shell.open('/approvals');
  const current = page.getByRole('main').locator('a[aria-current="true"]');
  await expect(page.getByRole('main').getByRole('listitem')).not.toHaveCount(0, FIRST_READ);
  const first = await current.getAttribute('href');
  await page.keyboard.press('j');
  await expect(current).not.toHaveAttribute('href', first ?? '');
  await page.keyboard.press('k');
  await expect(current).toHaveAttribute('href', first ?? '');
});

test('a waiting state of an execution leads to its approval', async ({ page, shell, stack }) => {
  const wait = await waitingOrder(stack, 'link');
  await shell.open(executionAddress(wait.executionArn));
  await page.getByRole('treeitem', { name: /^ApproveLargeOrder, waiting/ }).click(FIRST_READ);
  await page.getByRole('link', { name: 'Open approval' }).click();
  await expect(shell.title).toHaveText('Approvals');
  expect(new URL(page.url()).searchParams.get('id')).toBe(`${wait.scheduledEventId}.${wait.executionArn}`);
  await expect(new ApprovalsPage(page).approve).toBeEnabled(FIRST_READ);
});

test('an activity is listed, and says why it cannot be answered here', async ({ page, shell, stack }) => {
  const wait = onlyWait(await waitingBatch(stack, 'activity', { at: 'BookPayouts' }));
  await shell.open(wait.page);
  const approvals = new ApprovalsPage(page);
  const panel = approvals.task('BookPayouts');
  await expect(panel).toContainText('It cannot be answered here', FIRST_READ);
  await expect(panel).toContainText('asking for it here would take the task away from the worker');
  await expect(approvals.rows(wait.name)).toContainText('activity', FIRST_READ);
  for (const button of [approvals.approve, approvals.reject, approvals.keepAlive]) await expect(button).toBeHidden();
});

test('a read-only server shows what waits and takes no decision', async ({ page, stack }) => {
  // It starts a server of its own.
  test.slow();
  const wait = await waitingOrder(stack, 'readonly');
  const dashboard = await startDashboard({ ...localAwsEnvironment(stack.aws.url), STATELENS_READ_ONLY: '1' });
  try {
    const approvals = new ApprovalsPage(page);
    await page.goto(`${dashboard.url}${wait.page}`);
    await expect(approvals.task('ApproveLargeOrder')).toContainText('started read-only', FIRST_READ);
    await expect(approvals.given).toContainText('"amount": 4000', FIRST_READ);
    for (const button of [approvals.approve, approvals.reject, approvals.keepAlive]) await expect(button).toBeHidden();
    for (const decision of [
      { kind: 'approve', output: '{}' },
      { kind: 'reject', error: 'Approval.Rejected', cause: 'no' },
      { kind: 'keep-alive' },
    ]) {
      const refused = await page.request.post(`${dashboard.url}${wait.api}/decision`, {
        headers: { origin: dashboard.url },
        data: { decision, idempotencyKey: 'of-a-read-only-server' },
      });
      expect(refused.status(), decision.kind).toBe(403);
    }
    expect((await tasksOf(stack.aws, wait.executionArn)).map(({ state }) => state)).toContain('ApproveLargeOrder');
  } finally {
    // The page would go on asking a server that is not there.
    await page.goto('about:blank');
    await dashboard.stop();
  }
});

test('a decision from another place, with a token in it, or that AWS would not take is refused', async ({
  request,
  stack,
}) => {
  const wait = await waitingOrder(stack, 'refused');
  const decision = { kind: 'approve', output: '{}' };
  const key = { idempotencyKey: 'refused-request' };
  const send = async (data: object, origin = stack.url): Promise<number> =>
    (await request.post(`${wait.api}/decision`, { headers: { origin }, data })).status();
  expect(await send({ decision, ...key }, 'http://evil.example')).toBe(403);
  const unfit: readonly object[] = [
    { decision, ...key, taskToken: wait.token },
    { decision: { ...decision, taskToken: wait.token }, ...key },
    { decision: { ...decision, output: 'not json' }, ...key },
    { decision: { ...decision, output: `"${'é'.repeat(131_072)}"` }, ...key },
    { decision: { kind: 'reject', error: '', cause: 'x' }, ...key },
    { decision: { kind: 'reject', error: 'e', cause: 'x'.repeat(32_769) }, ...key },
  ];
  for (const [index, data] of unfit.entries()) expect(await send(data), `request ${index + 1}`).toBe(400);
  expect((await tasksOf(stack.aws, wait.executionArn)).map(({ state }) => state)).toContain('ApproveLargeOrder');
});
