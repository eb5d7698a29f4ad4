import type { Page } from '@playwright/test';
import { callAws } from './aws-wire';
import { expect, ORDER, test, VALIDATED } from './with-local-aws';

const MACHINE = 'order-fulfilment';

function names(page: Page) {
  return page.getByRole('table', { name: 'Executions' }).getByRole('rowheader').getByRole('link');
}

/** Waits for the list: the first reading of the past takes a while on a busy machine. */
async function untilRead(page: Page): Promise<void> {
  await expect(names(page).first()).toBeVisible({ timeout: 60_000 });
}

test('a failed execution stands in the list with its error, and its name opens it', async ({ page, shell, stack }) => {
  const { executionArn, name } = await stack.start(MACHINE, `list-${Date.now()}`, {
    ...VALIDATED,
    ReserveStock: [{ error: 'Stock.LedgerOffline', cause: 'the ledger of warehouse DUB-1 is offline' }],
  });
  await shell.open(`/executions?q=${name}`);
  const row = page.getByRole('table', { name: 'Executions' }).getByRole('row').filter({ hasText: name });
  await expect(row).toContainText('Failed', { timeout: 60_000 });
  await expect(row).toContainText('Stock.LedgerOffline', { timeout: 60_000 });
  await row.getByRole('link', { name }).click();
  await page.waitForURL((url) => url.pathname === `/executions/${encodeURIComponent(executionArn)}`);
});

test('chips narrow by status, their counts stay, and the address holds the choice', async ({ page, shell }) => {
  await shell.open('/executions?from=now-7d&to=now');
  await untilRead(page);
  const chip = page.getByRole('button', { name: /^Succeeded/ });
  await chip.click();
  await expect(chip).toHaveAttribute('aria-pressed', 'true');
  await page.waitForURL(/status=SUCCEEDED/);
  await page.reload();
  await expect(chip).toHaveAttribute('aria-pressed', 'true');
  await untilRead(page);
  const words = page.getByRole('table', { name: 'Executions' }).locator('tbody tr td:first-child');
  expect(new Set(await words.allTextContents())).toEqual(new Set(['Succeeded']));
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(chip).toHaveAttribute('aria-pressed', 'false');
});

test('pages follow each other by the address, forward and back, without a row twice', async ({ page, shell }) => {
  await shell.open('/executions?from=now-7d&to=now&status=SUCCEEDED');
  await expect(names(page)).toHaveCount(50, { timeout: 60_000 });
  const first = await names(page).allTextContents();
  await page.getByRole('link', { name: 'Next' }).click();
  await page.waitForURL(/cursor=/);
  await expect(names(page).first()).not.toHaveText(first[0] ?? '');
  const second = await names(page).allTextContents();
  expect(second.filter((name) => first.includes(name))).toEqual([]);
  await page.reload();
  await expect(names(page).first()).toHaveText(second[0] ?? '');
  await page.goBack();
  await page.waitForURL((url) => !url.searchParams.has('cursor'));
});

test('the machine picker, the error and the state narrow, and each can be taken off', async ({ page, shell }) => {
  await shell.open('/executions?from=now-7d&to=now&error=Payment.Declined&state=ChargeCard');
  const filters = page.getByRole('list', { name: 'Filters in force' });
  await expect(filters).toContainText('Error Payment.Declined');
  await expect(filters).toContainText('Failed at ChargeCard');
  await page.getByRole('button', { name: /^State machine/ }).click();
  await page.getByRole('dialog', { name: 'State machines' }).getByRole('checkbox', { name: MACHINE }).check();
  await page.keyboard.press('Escape');
  await expect(filters).toContainText(`State machine ${MACHINE}`);
  await filters.getByRole('button', { name: 'Take off: Error Payment.Declined' }).click();
  await expect(filters).not.toContainText('Payment.Declined');
  await page.waitForURL((url) => !url.searchParams.has('error') && url.searchParams.has('machine'));
});

test('duration and retries narrow, bad text is refused where it stands, and each can be taken off', async ({
  page,
  shell,
}) => {
  await shell.open('/executions?from=now-7d&to=now');
  await untilRead(page);
  const form = page.getByRole('dialog', { name: 'More filters' });
  await page.getByRole('button', { name: 'More filters' }).click();
  await form.getByRole('textbox', { name: 'Took at least' }).fill('90');
  await form.getByRole('button', { name: 'Apply' }).click();
  await expect(form).toContainText('Write a number with its unit');
  await form.getByRole('textbox', { name: 'Took at least' }).fill('1.5 h');
  await form.getByRole('textbox', { name: 'Retries, at least' }).fill('2');
  await form.getByRole('button', { name: 'Apply' }).click();
  await page.waitForURL((url) => url.searchParams.get('minDurationMs') === '5400000');
  const filters = page.getByRole('list', { name: 'Filters in force' });
  await expect(filters).toContainText('Took at least 1h 30m');
  await filters.getByRole('button', { name: 'Take off: Took at least 1h 30m' }).click();
  await expect(filters).toContainText('Retried at least 2 times');
  // In the small workload one order was charged at the third attempt, and one gave up after four.
  const retries = page.getByRole('table', { name: 'Executions' }).locator('tbody tr td:last-child');
  // Until the answer is there, the rows of the last one stay.
  await expect
    .poll(async () => {
      const counts = (await retries.allTextContents()).map(Number);
      return counts.length > 0 && counts.every((count) => count >= 2);
    })
    .toBe(true);
});

test('the time range can be that of the stop: what started long before it is found by its end', async ({
  page,
  shell,
  stack,
}) => {
  const { name } = await stack.start(MACHINE, `stopped-${Date.now()}`, {
    ...VALIDATED,
    ReserveStock: [{ error: 'Stock.LedgerOffline', cause: 'offline' }],
  });
  await shell.open(`/executions?q=${name}`);
  const row = page.getByRole('table', { name: 'Executions' }).getByRole('row').filter({ hasText: name });
  await expect(row).toContainText('Failed', { timeout: 60_000 });
  await page.getByRole('radio', { name: 'Stopped in range' }).check();
  await page.waitForURL((url) => url.searchParams.get('time') === 'stopped');
  await expect(page.getByRole('columnheader', { name: 'Stopped' })).toBeVisible();
  await expect(row).toContainText('Failed');
  // What has no end did not stop in any range.
  await page.goto('/executions?time=stopped&status=RUNNING&from=now-7d&to=now', { waitUntil: 'load' });
  await expect(page.getByRole('radio', { name: 'Stopped in range' })).toBeChecked();
  await expect(page.getByRole('heading', { name: /matches these filters/ })).toBeVisible({ timeout: 60_000 });
});

test('an execution tells the version and the alias it was started by, and is found by them', async ({
  page,
  shell,
  stack,
}) => {
  const bare = await stack.start(MACHINE, `bare-${Date.now()}`);
  const name = `qualified-${Date.now()}`;
  const machine = bare.executionArn.replace(':execution:', ':stateMachine:').replace(`:${bare.name}`, '');
  await callAws(stack.aws.url, 'StartExecution', {
    stateMachineArn: `${machine}:live`,
    name,
    input: JSON.stringify(ORDER),
  });
  await stack.untilListed(bare.name);
  await stack.untilListed(name);
  await shell.open('/executions');
  await page.getByRole('button', { name: 'More filters' }).click();
  const form = page.getByRole('dialog', { name: 'More filters' });
  await form.getByRole('textbox', { name: 'Version' }).fill('four');
  await form.getByRole('button', { name: 'Apply' }).click();
  await expect(form).toContainText('Write a whole number from 1');
  await form.getByRole('textbox', { name: 'Version' }).fill('4');
  await form.getByRole('textbox', { name: 'Alias' }).fill('live');
  await form.getByRole('button', { name: 'Apply' }).click();
  await page.waitForURL((url) => url.searchParams.get('version') === '4' && url.searchParams.get('alias') === 'live');
  await expect(page.getByRole('list', { name: 'Filters in force' })).toContainText('Alias live');
  await expect(names(page)).toHaveText([name]);
  await names(page).first().click();
  await expect(page.getByRole('main')).toContainText('· version 4 · alias live', { timeout: 60_000 });
});

test('text in the input or output finds executions, but no value of a secret name', async ({ page, shell, stack }) => {
  const mark = `crate-${Date.now()}`;
  const fails = {
    ...VALIDATED,
    ReserveStock: [{ error: 'Stock.LedgerOffline', cause: 'offline' }],
  };
  const { name } = await stack.start(MACHINE, `payload-${Date.now()}`, fails, {
    orderId: mark,
    apiKey: `canary-${mark}`,
  });
  await stack.untilListed(name);
  await shell.open('/executions');
  await page.getByRole('button', { name: 'More filters' }).click();
  const form = page.getByRole('dialog', { name: 'More filters' });
  await form.getByRole('textbox', { name: 'Text in input or output' }).fill(mark.toUpperCase());
  await form.getByRole('button', { name: 'Apply' }).click();
  await page.waitForURL((url) => url.searchParams.get('payload') === mark.toUpperCase());
  // Inputs and outputs are read after the histories, in the background.
  await expect(names(page)).toHaveText([name], { timeout: 90_000 });
  await page.goto(`/executions?payload=canary-${mark}`, { waitUntil: 'load' });
  await expect(page.getByRole('heading', { name: /matches these filters/ })).toBeVisible();
  const filters = page.getByRole('list', { name: 'Filters in force' });
  await filters.getByRole('button', { name: `Take off: Input or output with canary-${mark}` }).click();
  await untilRead(page);
});

test('filters that match nothing say so and offer to clear them', async ({ page, shell }) => {
  await shell.open('/executions?from=now-7d&to=now&q=no-execution-has-this-name');
  await expect(page.getByRole('heading', { name: /matches these filters/ })).toBeVisible({ timeout: 60_000 });
  await page.getByRole('main').getByRole('button', { name: 'Clear filters' }).last().click();
  await untilRead(page);
});

test('/ goes to the search, j and k from row to row, Enter opens', async ({ page, shell }) => {
  await shell.open('/executions?from=now-7d&to=now');
  await untilRead(page);
  const field = page.getByRole('textbox', { name: 'Find in names, errors and causes' });
  await shell.pressUntil(['/'], () => expect(field).toBeFocused());
  await expect(field).toHaveValue('');
  await page.locator('h1').click();
  await page.keyboard.press('j');
  await expect(names(page).nth(0)).toBeFocused();
  await page.keyboard.press('j');
  await expect(names(page).nth(1)).toBeFocused();
  await page.keyboard.press('k');
  await expect(names(page).nth(0)).toBeFocused();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/executions\/arn/);
});

test('new executions do not move the row that somebody is at', async ({ page, shell, stack }) => {
  await shell.open('/executions');
  await untilRead(page);
  await page.keyboard.press('j');
  const before = await names(page).first().textContent();
  await stack.start(MACHINE, `calm-${Date.now()}`);
  const button = page.getByRole('button', { name: /\d+ new, show/ });
  await expect(button).toBeVisible({ timeout: 60_000 });
  await expect(names(page).first()).toHaveText(before ?? '');
  await button.click();
  await expect(names(page).first()).not.toHaveText(before ?? '');
});

test('a filter that is not understood is refused in words, not ignored', async ({ page, complaints }) => {
  const answer = page.waitForResponse(/\/api\/v1\/executions\?/);
  await page.goto('/executions?machine=nonsense', { waitUntil: 'load' });
  expect((await answer).status()).toBe(400);
  await expect(page.getByRole('region', { name: 'The executions could not be loaded' })).toBeVisible();
  // The browser reports the refusal; anything else is still a complaint.
  expect(complaints.splice(0).filter((text) => !text.includes('400 (Bad Request)'))).toEqual([]);
});
