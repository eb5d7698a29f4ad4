import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { executionAddress, machineAddress } from './addresses';
import { findingsOf } from './axe';
import { ExecutionPage } from './execution-page';
import { expect, RESERVED, test } from './with-local-aws';

const MACHINE = 'order-fulfilment';
const MACHINE_ARN = 'arn:aws:states:eu-west-1:123456789012:stateMachine:order-fulfilment';
/** Caught by the state's Catch, which leads to a state that fails the execution. */
const DECLINED = {
  ...RESERVED,
  ChargeCard: [{ error: 'Payment.Declined', cause: 'the issuer said no' }],
};
/** An index that was just started reads the past first; what is clicked is read ahead of it, but not in no time. */
const FIRST_READ = { timeout: 60_000 };
/** In the whole page but for the matrix of states and hours, and in the graph of the 24 states alone. */
const MOST_NODES = 1_500;
const MOST_GRAPH_NODES = 300;

function elementsIn(part: Locator): Promise<number> {
  return part.locator('*').count();
}

function box(page: Page, name: RegExp) {
  return page.getByRole('button', { name });
}

test('the graph shows the way an execution took, and shares its selection with the timeline', async ({
  page,
  shell,
  stack,
}) => {
  const { executionArn } = await stack.start(MACHINE, `graph-${Date.now()}`, DECLINED);
  test.slow();
  await shell.open(executionAddress(executionArn));
  const execution = new ExecutionPage(page);
  await expect(execution.row('PaymentFailed')).toBeVisible(FIRST_READ);
  await execution.tab(/^Graph$/).click();
  await expect(box(page, /^PaymentFailed, Fail, failed$/)).toHaveAttribute('aria-pressed', 'true', FIRST_READ);
  await expect(box(page, /^ChargeCard, Task, caught/)).toBeVisible();
  await expect(box(page, /^SendConfirmation, Task, not reached$/)).toHaveAttribute('aria-disabled', 'true');
  await box(page, /^ChargeCard, /).click();
  await expect(execution.panel('ChargeCard')).toContainText('Payment.Declined');
  await page.waitForURL(/row=\d+/);
  await execution.tab(/^Timeline$/).click();
  await expect(execution.selectedRow).toHaveAccessibleName(/^ChargeCard, /);
});

test('one tab stop leads into the graph, arrows through it, and Enter selects', async ({ page, shell, stack }) => {
  const { executionArn } = await stack.start(MACHINE, `graph-keys-${Date.now()}`, DECLINED);
  await shell.open(`${executionAddress(executionArn)}?tab=graph`);
  const failed = box(page, /^PaymentFailed, /);
  await expect(failed).toHaveAttribute('tabindex', '0', FIRST_READ);
  await expect(page.locator('svg [tabindex="0"]')).toHaveCount(1);
  await failed.focus();
  await page.keyboard.press('ArrowUp');
  await expect(box(page, /^ReleaseStock, /)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(box(page, /^ReleaseStock, /)).toHaveAttribute('aria-pressed', 'true');
  await expect(new ExecutionPage(page).panel('ReleaseStock')).toBeVisible();
});

test('it zooms, fits, and is saved as a file that needs no style sheet', async ({ page, shell, stack }) => {
  const { executionArn, name } = await stack.start(MACHINE, `graph-file-${Date.now()}`, DECLINED);
  await shell.open(`${executionAddress(executionArn)}?tab=graph`);
  const drawing = page.getByRole('group', { name: `Definition of ${name} and the way it went` });
  await expect(drawing).toBeVisible(FIRST_READ);
  const width = async () => (await drawing.boundingBox())?.width ?? 0;
  const before = await width();
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await expect.poll(width).toBeGreaterThan(before);
  await page.getByRole('button', { name: 'Fit' }).click();
  const height = await drawing.evaluate(
    (svg) => svg.getBoundingClientRect().height - (svg.parentElement?.clientHeight ?? 0),
  );
  expect(height).toBeLessThanOrEqual(1);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download SVG' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe(`${name}.svg`);
  const text = readFileSync(await file.path(), 'utf8');
  expect(text).toMatch(/^<svg/);
  expect(text).toContain('ChargeCard');
  expect(text).toMatch(/fill:\s?rgb/);
  expect(text).not.toContain('class=');
});

test('the definition of a machine is drawn, light enough and without an axe finding', async ({
  page,
  shell,
  stack,
}) => {
  test.slow();
  await stack.start(MACHINE, `graph-machine-${Date.now()}`, DECLINED);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await shell.open(machineAddress(MACHINE_ARN));
    await expect(box(page, /^ChargeCard, Task\b/)).toBeVisible(FIRST_READ);
    const graph = await elementsIn(page.getByRole('region', { name: /^Definition, coloured/ }));
    const matrix = page.getByRole('region', { name: 'Failure rate by hour' });
    await expect(matrix.getByRole('row')).not.toHaveCount(0);
    const rows = await matrix.getByRole('row').count();
    const columns = await matrix.getByRole('columnheader').count();
    const [inMatrix, inPage] = [await elementsIn(matrix), await elementsIn(page.locator('html'))];
    process.stdout.write(
      `graph: ${graph} elements, matrix of ${rows} × ${columns}: ${inMatrix}, page: ${inPage} (${colorScheme})\n`,
    );
    expect(graph).toBeLessThanOrEqual(MOST_GRAPH_NODES);
    expect(inPage - inMatrix).toBeLessThanOrEqual(MOST_NODES);
    // A row, a cell and its link; what a heading hides and shows; the box around them.
    expect(inMatrix).toBeLessThanOrEqual(rows * (2 * columns + 1) + columns + 20);
    expect(await findingsOf(page, 'machine')).toEqual([]);
  }
});
