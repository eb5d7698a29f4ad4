import type { Page } from '@playwright/test';
import { executionAddress, MACHINES, machineAddress } from './addresses';
import { ExecutionPage } from './execution-page';
import { localAwsEnvironment, startDashboard, startLocalAws } from './stack';
import { expect, test, VALIDATED } from './with-local-aws';

/** An index that was just started reads the past first; what is clicked is read ahead of it, but not in no time. */
const FIRST_READ = { timeout: 60_000 };
const TABLE = 'State machines, worst first';
const quickly = (output: object) => [{ durationMs: 5, output }];

/** Counts what a person presses, by the events that the pages get, whoever sends them. */
async function countClicks(page: Page): Promise<() => number> {
  let clicks = 0;
  await page.exposeFunction('noteClick', () => {
    clicks += 1;
  });
  await page.addInitScript(() => {
    for (const kind of ['click', 'keydown'])
      addEventListener(
        kind,
        () => {
          if ('noteClick' in window && typeof window.noteClick === 'function') window.noteClick();
        },
        { capture: true },
      );
  });
  return () => clicks;
}

test('from the overview to the error and the input of the state that failed it is two clicks', async ({
  page,
  shell,
  stack,
}) => {
  const { name } = await stack.start('order-fulfilment', `two-clicks-${Date.now()}`, {
    // What else a state may do by chance would lead elsewhere.
    ValidateOrder: quickly({ valid: true }),
    ReserveStock: quickly({ reservationId: 'rsv-of-a-test', warehouse: 'DUB-1' }),
    ChargeCard: quickly({ chargeId: 'ch_of_a_test', network: 'visa' }),
    BookCourier: quickly({ bookingId: 'PN-of-a-test', carrier: 'ParcelNet' }),
    // Inside a branch of a Parallel: the branch and the Parallel fail with it, and are not the cause.
    PrintLabel: [{ error: 'Label.PrinterOffline', cause: 'printer DUB-1/3 does not answer' }],
    PickItem: [{ durationMs: 5_000 }],
  });
  await stack.untilListed(name);
  const clicks = await countClicks(page);
  await shell.open('/');
  await page.getByRole('table', { name: TABLE }).getByRole('link', { name: 'order-fulfilment' }).click(FIRST_READ);
  await page.getByRole('link', { name }).click(FIRST_READ);
  const execution = new ExecutionPage(page);
  await expect(execution.selectedRow).toHaveAccessibleName(/PrintLabel, failed, /, FIRST_READ);
  const panel = execution.panel('PrintLabel');
  await expect(panel).toContainText('Label.PrinterOffline');
  await expect(panel.getByRole('region', { name: 'Cause, text' })).toContainText('printer DUB-1/3 does not answer');
  await expect(panel.getByRole('region', { name: 'Input, text' })).toContainText('"orderId": "ord-of-a-test"');
  process.stdout.write(`${clicks()} clicks from the overview to the error and the input of the failing state\n`);
  expect(clicks()).toBe(2);
});

test('the timeline of an Express execution comes from its log, with its error and its input', async ({
  page,
  shell,
  stack,
}) => {
  const { executionArn, name } = await stack.start(
    'checkout-api',
    `express-${Date.now()}`,
    { PriceCart: [{ error: 'Pricing.CurrencyUnknown', cause: 'no rules for XTS' }] },
    { cartId: 'cart-of-a-test' },
  );
  await shell.open(executionAddress(executionArn));
  await expect(shell.title).toHaveText(name);
  const execution = new ExecutionPage(page);
  await expect(execution.selectedRow).toHaveAccessibleName(
    /^PriceCart, failed, .*Pricing\.CurrencyUnknown/,
    FIRST_READ,
  );
  await expect(execution.row('LoadCart')).toHaveAccessibleName(/succeeded/);
  const panel = execution.panel('PriceCart');
  await expect(panel.getByRole('region', { name: 'Cause, text' })).toContainText('no rules for XTS');
  await expect(panel.getByRole('region', { name: 'Input, text' })).toContainText('cart-of-a-test');
  await expect(page.getByRole('main')).toContainText('Express');
  await execution.tab(/^Events/).click();
  await expect(execution.events.getByRole('row').filter({ hasText: 'ExecutionFailed' })).toBeVisible();
});

test('a cause that only the last event tells in full is shown in full', async ({ page, shell, stack }) => {
  const note = 'x'.repeat(700);
  // The Map finds no items: AWS quotes the whole input in the cause of States.Runtime.
  const { executionArn } = await stack.start(
    'order-fulfilment',
    `runtime-${Date.now()}`,
    {
      ValidateOrder: [{ output: { valid: true } }],
      ReserveStock: [{ output: { reserved: true } }],
      ChargeCard: [{ output: { chargeId: 'ch_1', network: 'visa' } }],
    },
    { items: undefined, note },
  );
  await shell.open(executionAddress(executionArn));
  const execution = new ExecutionPage(page);
  await expect(execution.selectedRow).toHaveAccessibleName(/PickItems, failed, /, FIRST_READ);
  await expect(execution.panel('PickItems').getByRole('region', { name: 'Cause, text' })).toContainText(note);
});

test('an execution that the index does not know opens at once, and follows it', async ({ page, shell, stack }) => {
  // As long as the list hangs, nothing new comes into the index.
  await stack.aws.control('PUT', 'faults', { action: 'states:ListExecutions', latencyMs: 9_000 });
  try {
    const { executionArn, name } = await stack.start('order-fulfilment', `unknown-${Date.now()}`, {
      ...VALIDATED,
      ReserveStock: [{ hold: true }],
    });
    await shell.open('/executions');
    await shell.jumpButton.click();
    await shell.jumpField.fill(executionArn);
    expect(await stack.listed(name), 'executions of this name in the index').toBe(0);
    await page.keyboard.press('Enter');
    const row = new ExecutionPage(page).row('ReserveStock');
    await expect(row).toHaveAccessibleName(/so far$/, FIRST_READ);
    await stack.aws.control('POST', 'tasks', { executionArn, state: 'ReserveStock', output: {} });
    await expect(row).toHaveAccessibleName(/^ReserveStock, succeeded, /, FIRST_READ);
  } finally {
    await stack.aws.control('DELETE', 'faults?action=states:ListExecutions');
  }
});

test('an Express machine that does not log says that nothing can be known, and what to do', async ({ page, shell }) => {
  await shell.open(machineAddress(MACHINES.silent));
  const alert = page.getByRole('main').getByRole('region', { name: 'Logging is off' });
  await expect(alert).toContainText('That does not mean that nothing ran', FIRST_READ);
  await expect(alert).toContainText('Turn logging on with level ALL');
  await expect(page.getByRole('main')).not.toContainText(/Executions\s*0/);
  await shell.open(`/executions?machine=${encodeURIComponent(MACHINES.silent)}`);
  await expect(page.getByRole('main')).toContainText('price-quotes: logging is off', FIRST_READ);
});

test('while the past is read for the first time, every page with figures says how far that is', async ({ page }) => {
  const aws = await startLocalAws('small');
  // Dozens of histories, sixteen at once, each taking this long: seconds of progress to see.
  await aws.control('PUT', 'faults', { action: 'states:GetExecutionHistory', latencyMs: 4_000 });
  const dashboard = await startDashboard(localAwsEnvironment(aws.url));
  await page.goto(dashboard.url);
  const progress = page.getByRole('region', { name: 'Reading the past' });
  await expect(progress).toContainText(/last 24 h: \d+ %, about (\d+ s|\d+ min)/, FIRST_READ);
  await expect(page.getByRole('contentinfo')).toContainText(/last 24 h: \d+ %/i);
  await expect(progress).toContainText('Figures and lists grow until then');
  await aws.control('DELETE', 'faults');
  await expect(progress).toBeHidden(FIRST_READ);
  await expect(page.getByRole('contentinfo')).toContainText(/Synced/, FIRST_READ);
  await page.goto('about:blank'); // a page that goes on asking would complain of the stopped server
  await dashboard.stop();
  await aws.stop();
});
