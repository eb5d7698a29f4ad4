import { executionAddress } from './addresses';
import { ExecutionPage } from './execution-page';
import { expect, type Stack, test, VALIDATED } from './with-local-aws';

/** An index that was just started reads the past first; what is clicked is read ahead of it, but not in no time. */
const FIRST_READ = { timeout: 60_000 };

/** Starts an order that works for a moment and then waits for somebody to approve it. */
async function startWaiting(stack: Stack, what: string): Promise<string> {
  const { executionArn } = await stack.start(
    'order-fulfilment',
    `${what}-${Date.now()}`,
    {
      ...VALIDATED,
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

test('the minimap tells what ran, and a drag over it, its sliders and a double click choose what is shown', async ({
  page,
  shell,
  stack,
}) => {
  const { executionArn } = await stack.start('order-fulfilment', `minimap-${Date.now()}`, {
    // Long enough for the sliders to have all their steps.
    ValidateOrder: [{ durationMs: 1_000, output: { valid: true } }],
    ReserveStock: [
      { durationMs: 1_000, error: 'Stock.LedgerOffline', cause: 'the ledger of warehouse DUB-1 is offline' },
    ],
  });
  await shell.open(executionAddress(executionArn));
  const execution = new ExecutionPage(page);
  await expect(execution.row('ReserveStock')).toBeVisible(FIRST_READ);
  await expect(execution.minimap).toHaveAccessibleName(/^Activity over .+: 2 pieces of work; 1 failed\.$/, FIRST_READ);
  // Comes with the definition, and moves what is below it.
  await expect(page.getByText(/No Retry entry takes this error\. No Catch/)).toBeVisible(FIRST_READ);
  const [start, end] = [page.getByRole('slider', { name: /^Start/ }), page.getByRole('slider', { name: /^End/ })];
  const place = async () => {
    const box = await execution.minimapBox.boundingBox();
    if (box === null) throw new Error('the minimap has no place on the page');
    return box;
  };
  const drag = async (from: number, to: number): Promise<void> => {
    const box = await place();
    await page.mouse.move(box.x + box.width * from, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * to, box.y + 10, { steps: 4 });
    await page.mouse.up();
  };
  await drag(0.25, 0.75);
  await page.waitForURL(/t0=\d+&t1=\d+/);
  const part = async (slider: typeof start): Promise<number> => Number(await slider.inputValue());
  // A pixel is about half a step of the sliders, so a drag may end beside the one that was meant.
  const isNear = async (slider: typeof start, step: number): Promise<boolean> =>
    Math.abs((await part(slider)) - step) <= 1;
  await expect.poll(() => isNear(start, 50)).toBe(true);
  await expect.poll(() => isNear(end, 150)).toBe(true);
  // Taking hold of one end leaves the other.
  const kept = await part(start);
  await drag(0.75, 0.5);
  await expect.poll(() => isNear(end, 100)).toBe(true);
  expect(Math.abs((await part(start)) - kept)).toBeLessThanOrEqual(1);
  const before = await part(start);
  await start.focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => part(start)).toBe(before + 1);
  const box = await place();
  await page.mouse.dblclick(box.x + box.width / 2, box.y + 10);
  await page.waitForURL((url) => !url.searchParams.has('t0') && !url.searchParams.has('t1'));
  await expect(end).toHaveValue('200');
});

test('the keys + − 0 zoom, Shift and an arrow move along, and none does in a field', async ({ page, shell, stack }) => {
  const { executionArn } = await stack.start('order-fulfilment', `zoom-keys-${Date.now()}`, {
    ValidateOrder: [{ durationMs: 1_000, output: { valid: true } }],
    ReserveStock: [{ error: 'Stock.LedgerOffline', cause: 'the ledger of warehouse DUB-1 is offline' }],
  });
  await shell.open(executionAddress(executionArn));
  const execution = new ExecutionPage(page);
  await expect(execution.row('ReserveStock')).toBeVisible(FIRST_READ);
  await execution.find.focus();
  await page.keyboard.type('+0');
  await expect(execution.find).toHaveValue('+0');
  expect(new URL(page.url()).searchParams.has('t0')).toBe(false);
  await execution.find.fill('');
  await execution.tree.focus();
  await page.keyboard.press('+');
  await page.waitForURL(/t0=\d+/);
  const start = page.getByRole('slider', { name: /^Start/ });
  const before = Number(await start.inputValue());
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(async () => Number(await start.inputValue())).toBeGreaterThan(before);
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(start).toHaveValue(String(before));
  await page.keyboard.press('0');
  await page.waitForURL((url) => !url.searchParams.has('t0'));
});

test('[ and ] go through the list that somebody came from, and by start without one', async ({
  page,
  shell,
  stack,
}) => {
  const id = `beside-${Date.now()}`;
  const script = {
    ...VALIDATED,
    ReserveStock: [{ error: 'Stock.LedgerOffline', cause: 'the ledger of warehouse DUB-1 is offline' }],
  };
  for (const which of ['a', 'b', 'c']) {
    await stack.start('order-fulfilment', `${id}-${which}`, script);
    await stack.untilListed(`${id}-${which}`);
  }
  await stack.untilRead();
  await shell.open(`/executions?q=${id}`);
  await page.getByRole('link', { name: `${id}-b` }).click(FIRST_READ);
  await expect(shell.title).toHaveText(`${id}-b`);
  // The newest comes first in the list.
  await shell.pressUntil([']'], () => expect(shell.title).toHaveText(`${id}-a`, { timeout: 5_000 }));
  await page.getByRole('button', { name: 'Next execution' }).click();
  await expect(page.getByText('None further down.')).toBeVisible();
  await page.keyboard.press('[');
  await expect(shell.title).toHaveText(`${id}-b`);
  // A page that was loaded by itself knows of no list.
  await page.reload();
  await expect(shell.title).toHaveText(`${id}-b`);
  await shell.pressUntil(['['], () => expect(shell.title).not.toHaveText(`${id}-b`, { timeout: 5_000 }));
  await page.keyboard.press(']');
  await expect(shell.title).toHaveText(`${id}-b`);
});
