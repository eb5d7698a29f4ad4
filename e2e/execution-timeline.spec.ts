import { executionAddress } from './addresses';
import { ExecutionPage } from './execution-page';
import { expect, type Stack, test } from './with-local-aws';

/** An index that was just started reads the past first; what is clicked is read ahead of it, but not in no time. */
const FIRST_READ = { timeout: 60_000 };

/** Starts an order that works for a moment and then waits for somebody to approve it. */
async function startWaiting(stack: Stack, what: string): Promise<string> {
  const { executionArn } = await stack.start(
    'order-fulfilment',
    `${what}-${Date.now()}`,
    {
      ValidateOrder: [{ durationMs: 50, output: { valid: true } }],
      ReserveStock: [{ durationMs: 50, output: { reserved: true } }],
    },
    { amount: 2_450 },
  );
  return executionArn;
}

test('idle time is folded in the address, with its true length, and every bar over it is broken', async ({
  page,
  shell,
  stack,
}) => {
  const executionArn = await startWaiting(stack, 'folded');
  await shell.open(`${executionAddress(executionArn)}?fold=on`);
  const execution = new ExecutionPage(page);
  const waits = execution.row('ApproveLargeOrder');
  await expect(waits).toHaveAccessibleName(/waiting/, FIRST_READ);
  // The wait grows until it is long enough beside the work before it.
  await expect(execution.folds).toHaveCount(1, FIRST_READ);
  await expect(page.getByText(/^⋯[\d.]+ s⋯$|^⋯\d+m.*⋯$/)).toBeVisible();
  const widthOf = async () => (await execution.barsOf(waits).last().boundingBox())?.width ?? 0;
  expect(await widthOf()).toBeLessThan(40);
  await execution.hideIdle.uncheck();
  await page.waitForURL(/fold=off|^[^?]*$/);
  await expect(execution.folds).toHaveCount(0);
  await expect.poll(widthOf).toBeGreaterThan(40);
});

test('an execution that mostly waits opens with its idle time folded', async ({ page, shell, stack }) => {
  const address = executionAddress(await startWaiting(stack, 'mostly-idle'));
  const execution = new ExecutionPage(page);
  await expect(async () => {
    await shell.open(address);
    await expect(execution.hideIdle).toBeChecked({ timeout: 2_000 });
  }).toPass(FIRST_READ);
  await expect(execution.folds).toHaveCount(1);
  await execution.hideIdle.uncheck();
  await page.waitForURL(/fold=off/);
  await page.reload();
  await expect(execution.row('ApproveLargeOrder')).toBeVisible(FIRST_READ);
  await expect(execution.hideIdle).not.toBeChecked();
  await expect(execution.folds).toHaveCount(0);
});
