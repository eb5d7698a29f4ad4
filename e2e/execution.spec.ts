import { executionAddress } from './addresses';
import { findingsOf } from './axe';
import { ExecutionPage } from './execution-page';
import { expect, test, VALIDATED } from './with-local-aws';

const MACHINE = 'order-fulfilment';
/** No Retry and no Catch of the machine names this error, so it ends the execution. */
const FAILING = {
  ...VALIDATED,
  ReserveStock: [{ error: 'Stock.LedgerOffline', cause: 'the ledger of warehouse DUB-1 is offline' }],
};
/** An index that was just started reads the past first; what is clicked is read ahead of it, but not in no time. */
const FIRST_READ = { timeout: 60_000 };

function nameOf(what: string): string {
  return `${what}-${Date.now()}`;
}

test('from the list to the error and the input of the state that failed it is one click', async ({
  page,
  shell,
  stack,
}) => {
  const { name } = await stack.start(MACHINE, nameOf('failing'), FAILING);
  await shell.open(`/executions?q=${name}`);
  await page.getByRole('link', { name }).click(FIRST_READ);
  const execution = new ExecutionPage(page);
  await expect(execution.selectedRow).toHaveAccessibleName(/^ReserveStock, failed, /, FIRST_READ);
  const panel = execution.panel('ReserveStock');
  await expect(panel).toContainText('Stock.LedgerOffline');
  await expect(panel.getByRole('region', { name: 'Cause, text' })).toContainText('the ledger of warehouse DUB-1');
  await expect(panel.getByRole('region', { name: 'Input, text' })).toContainText('{');
  await expect(panel.getByRole('link', { name: 'Open function stock-reserve in the AWS console' })).toHaveAttribute(
    'href',
    'https://eu-west-1.console.aws.amazon.com/lambda/home?region=eu-west-1#/functions/stock-reserve',
  );
});

test('the tree is worked by keyboard, and what is selected stands in the address', async ({ page, shell, stack }) => {
  const { executionArn } = await stack.start(MACHINE, nameOf('keys'), FAILING);
  await shell.open(executionAddress(executionArn));
  const execution = new ExecutionPage(page);
  await expect(execution.row('ReserveStock')).toBeVisible(FIRST_READ);
  await execution.tree.focus();
  await page.keyboard.press('Home');
  const active = async () => page.locator(`[id="${await execution.tree.getAttribute('aria-activedescendant')}"]`);
  await expect(await active()).toHaveAttribute('aria-level', '1');
  await page.keyboard.press('ArrowLeft');
  await expect(execution.rows).toHaveCount(1);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect(await active()).toHaveAttribute('aria-posinset', '1');
  const first = (await (await active()).getAttribute('aria-label')) ?? '';
  await page.keyboard.press('Enter');
  await page.waitForURL(/row=\d+/);
  await expect(execution.selectedRow).toHaveAccessibleName(first);
  await page.reload();
  await expect(execution.selectedRow).toHaveAccessibleName(first);
  await page.goBack();
  await expect(execution.selectedRow).toHaveAccessibleName(/^ReserveStock, failed, /);
});

test('errors alone and a search narrow the rows, and say when nothing is left', async ({ page, shell, stack }) => {
  const { executionArn } = await stack.start(MACHINE, nameOf('narrow'), FAILING);
  await shell.open(executionAddress(executionArn));
  const execution = new ExecutionPage(page);
  await expect(execution.row('ReserveStock')).toBeVisible(FIRST_READ);
  await execution.errorsOnly.check();
  await page.waitForURL(/only=errors/);
  await expect(execution.row('ReserveStock')).toBeVisible();
  await expect(execution.row('ValidateOrder')).toBeHidden();
  await execution.find.fill('no state is called so');
  await expect(page.getByText('No state or error matches.')).toBeVisible();
  await execution.find.fill('ledger');
  await expect(execution.row('ReserveStock')).toBeVisible();
});

test('a part of the time is zoomed into by the address and left again', async ({ page, shell, stack }) => {
  const { executionArn } = await stack.start(MACHINE, nameOf('zoom'), FAILING);
  await shell.open(executionAddress(executionArn));
  await expect(new ExecutionPage(page).row('ReserveStock')).toBeVisible(FIRST_READ);
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await page.waitForURL(/t0=\d+&t1=\d+/);
  // Opened anew rather than reloaded: a page that does not listen yet would lose the press.
  await shell.open(page.url());
  await page.getByRole('button', { name: 'Whole time' }).click();
  await page.waitForURL((url) => !url.searchParams.has('t0'));
});

test('the error leads to its event, and an event to its state', async ({ page, shell, stack }) => {
  const { executionArn } = await stack.start(MACHINE, nameOf('events'), FAILING);
  await shell.open(executionAddress(executionArn));
  const execution = new ExecutionPage(page);
  const why = page.getByRole('region', { name: 'Why it did not succeed' });
  await expect(why).toContainText('Stock.LedgerOffline', FIRST_READ);
  await why.getByRole('button', { name: /^Show event/ }).click();
  await page.waitForURL(/event=\d+/);
  await expect(execution.events.locator('[aria-current="true"]')).toContainText('Failed');
  await page.getByRole('searchbox', { name: 'Filter by type' }).fill('ExecutionStarted');
  await expect(page.getByText(/^1 of [\d,]+ events$/)).toBeVisible();
  await expect(execution.events.getByRole('row')).toHaveCount(2);
});

test('a running execution grows without a reload, and what is selected stays', async ({ page, shell, stack }) => {
  const { executionArn } = await stack.start(MACHINE, nameOf('grows'), {
    ...VALIDATED,
    ReserveStock: [{ hold: true }],
  });
  await shell.open(executionAddress(executionArn));
  const execution = new ExecutionPage(page);
  const first = execution.row('ReserveStock');
  await expect(first).toHaveAccessibleName(/so far$/, FIRST_READ);
  await first.click();
  const before = await execution.rows.count();
  await stack.aws.control('POST', 'tasks', { executionArn, state: 'ReserveStock', output: { reserved: true } });
  await expect.poll(() => execution.rows.count(), FIRST_READ).toBeGreaterThan(before);
  await expect(execution.selectedRow).toHaveAccessibleName(/^ReserveStock, succeeded, /);
});

test('a view whose code is still on its way takes nothing else off the page', async ({ page, shell, stack }) => {
  const { executionArn } = await stack.start(MACHINE, nameOf('view-on-its-way'), FAILING);
  await shell.open(executionAddress(executionArn));
  const execution = new ExecutionPage(page);
  await expect(execution.row('ReserveStock')).toBeVisible(FIRST_READ);
  await page.waitForLoadState('networkidle');
  let goOn = (): void => {};
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  await page.route('**/_next/static/**/*.js', async (route) => {
    await held;
    await route.continue();
  });
  await execution.tab(/^Graph/).click();
  await expect(page.getByText('Opening this view')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(execution.tab(/^Timeline/)).toBeVisible();
  goOn();
  await expect(page.getByText('Opening this view')).toBeHidden();
});

test('when reading fails, what was read stays, with its age and the reason', async ({
  page,
  shell,
  stack,
  complaints,
}) => {
  const { executionArn } = await stack.start(MACHINE, nameOf('stale'), {
    ...VALIDATED,
    ReserveStock: [{ hold: true }],
  });
  await shell.open(executionAddress(executionArn));
  const execution = new ExecutionPage(page);
  await expect(execution.row('ReserveStock')).toBeVisible(FIRST_READ);
  await page.route('**/api/v1/executions/**', (route) => route.abort());
  const alert = page.getByRole('region', { name: 'This execution could not be brought up to date' });
  await expect(alert).toContainText('The Statelens server does not answer.', FIRST_READ);
  await expect(alert).toContainText(/was read .+ ago/);
  await expect(execution.row('ReserveStock')).toBeVisible();
  await page.unroute('**/api/v1/executions/**');
  await alert.getByRole('button', { name: 'Try again' }).click();
  await expect(alert).toBeHidden();
  expect(complaints.splice(0).filter((text) => !text.includes('net::ERR_FAILED'))).toEqual([]);
});

test('an ARN that AWS does not know says so, beside what the ARN itself tells', async ({ page, stack }) => {
  const { executionArn } = await stack.start(MACHINE, nameOf('known'));
  await page.goto(executionAddress(`${executionArn}-not-there`));
  await expect(page.getByRole('region', { name: 'This execution could not be loaded' })).toBeVisible(FIRST_READ);
  await expect(page.getByRole('heading', { name: 'What the ARN says' })).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no view of an execution has an axe finding or is wider than the window, ${colorScheme}`, async ({
    page,
    shell,
    stack,
  }) => {
    test.slow();
    await page.emulateMedia({ colorScheme });
    const { executionArn } = await stack.start(MACHINE, nameOf(`axe-${colorScheme}`), FAILING);
    const findings: string[] = [];
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 844 });
      await shell.open(executionAddress(executionArn));
      const execution = new ExecutionPage(page);
      await expect(execution.row('ReserveStock')).toBeVisible(FIRST_READ);
      for (const name of [/^Timeline/, /^Events/, /^Input and output/, /^Definition/]) {
        await execution.tab(name).click();
        await page.waitForLoadState('networkidle');
        findings.push(...(await findingsOf(page, `${width} ${name.source}`)));
      }
    }
    expect(findings).toEqual([]);
  });
}
