import { ARNS, executionAddress, machineAddress } from './addresses';
import { expect, test } from './shell';

test('an execution that cannot be read says why, beside the parts of its ARN', async ({ page, complaints }) => {
  await page.goto(executionAddress(ARNS.execution));
  const main = page.getByRole('main');
  const parts = ['Standard execution', 'order-fulfilment', 'ord-2026-11-22-88412', '123456789012', 'eu-west-1'];
  await expect(page.getByRole('region', { name: 'This execution could not be loaded' })).toBeVisible();
  for (const part of parts) await expect(main.getByText(part, { exact: true }).first()).toBeVisible();
  await main.getByRole('link', { name: 'order-fulfilment' }).click();
  await page.waitForURL((url) => url.pathname === machineAddress(ARNS.machine));
  // The browser reports the refusal that the page puts into words.
  expect(complaints.splice(0).filter((text) => !text.includes('Failed to load resource'))).toEqual([]);
});

test('an Express execution is told from a Standard one by its ARN', async ({ page, complaints }) => {
  await page.goto(executionAddress(ARNS.express));
  await expect(page.getByRole('main').getByText('Express execution', { exact: true })).toBeVisible();
  expect(complaints.splice(0).filter((text) => !text.includes('Failed to load resource'))).toEqual([]);
});

test('the ARN of a map-run child, which holds a slash, is one segment of the address', async ({ page, shell }) => {
  const answer = await page.goto(executionAddress(ARNS.child));
  expect(answer?.status()).toBe(200);
  await expect(shell.title).toHaveText('3b7ad1c0-6c1e-4f8e-9a51-8d6c33c1f0aa');
  await expect(page.getByRole('main')).toContainText('Items (its label)');
});

test('a state machine says what its ARN does not', async ({ page, shell }) => {
  await page.goto(machineAddress(ARNS.alias));
  await expect(shell.title).toHaveText('order-fulfilment');
  await expect(page.getByRole('main')).toContainText(
    'Alias PROD; the figures are of all versions · 123456789012 · eu-west-1',
  );
});

for (const [address, reason, instead] of [
  [executionAddress(ARNS.machine), 'This is the ARN of a state machine.', 'Open the state machine order-fulfilment'],
  [executionAddress(ARNS.mapRun), 'This is the ARN of a map run.', 'Open the state machine order-fulfilment'],
  [machineAddress(ARNS.execution), 'This is the ARN of an execution.', 'Open the execution ord-2026-11-22-88412'],
] as const) {
  test(`${address} leads on to where it belongs`, async ({ page }) => {
    await page.goto(address);
    await expect(page.getByRole('main')).toContainText(reason);
    await page.getByRole('main').getByRole('link', { name: instead }).click();
    await expect(page.getByRole('heading', { name: 'What the ARN says' })).toBeVisible();
  });
}

for (const text of [
  'nonsense',
  'arn:aws:states:eu-west-1:1:execution:a:b',
  '<img src=x onerror=alert(1)>',
  'x'.repeat(3_000),
]) {
  test(`“${text.slice(0, 40)}” as an ARN is shown as text with what is wrong`, async ({ page, shell }) => {
    await page.goto(executionAddress(text));
    await expect(shell.title).toHaveText('Not an execution');
    await expect(page.getByRole('main')).toContainText(text);
    await expect(page.getByRole('main').locator('img')).toHaveCount(0);
  });
}
