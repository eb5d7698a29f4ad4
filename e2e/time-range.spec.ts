import { expect, test } from './shell';

const HOUR_MS = 3_600_000;

test('a preset goes into the address and stays relative', async ({ shell }) => {
  await shell.open('/hotspots');
  await expect(shell.rangeButton).toContainText('Last 24 hours');
  await shell.rangeButton.click();
  await shell.rangeDialog.getByRole('button', { name: 'Last 7 days' }).click();
  await expect(shell.rangeButton).toContainText('Last 7 days');
  const query = await shell.query();
  expect(query.toString()).toBe('from=now-7d&to=now');
});

test('every preset can be chosen and read back', async ({ page, shell }) => {
  await shell.open('/');
  await shell.rangeButton.click();
  const labels = await shell.rangeDialog.getByRole('listitem').allTextContents();
  expect(labels).toHaveLength(7);
  for (const label of labels) {
    if (!(await shell.rangeDialog.isVisible())) await shell.rangeButton.click();
    await shell.rangeDialog.getByRole('button', { name: label, exact: true }).click();
    await expect(shell.rangeButton).toContainText(label);
  }
  await page.reload();
  await expect(shell.rangeButton).toContainText(labels.at(-1) ?? 'a label');
});

test('moves by its own length, and not into the future', async ({ page, shell }) => {
  await shell.open('/?from=now-1h&to=now');
  await expect(page.getByRole('button', { name: 'Later' })).toBeDisabled();
  const pressedMs = Date.now();
  await page.getByRole('button', { name: 'Earlier' }).click();
  await page.waitForURL(/from=\d{4}/);
  const query = await shell.query();
  const [fromMs, toMs] = [Date.parse(query.get('from') ?? ''), Date.parse(query.get('to') ?? '')];
  expect(toMs - fromMs).toBe(HOUR_MS);
  expect(Math.abs(pressedMs - HOUR_MS - toMs)).toBeLessThan(10_000);
  await expect(page.getByRole('button', { name: 'Later' })).toBeEnabled();
});

test('takes two times by the clock of the chosen zone', async ({ page, shell }) => {
  await shell.open('/');
  await shell.rangeButton.click();
  await shell.rangeDialog.getByLabel('From').fill('2026-11-20T10:00');
  await shell.rangeDialog.getByLabel('To', { exact: true }).fill('2026-11-20T12:30');
  await shell.rangeDialog.getByRole('button', { name: 'Apply' }).click();
  await expect(shell.rangeButton).toContainText('20 Nov 2026 10:00 – 12:30');
  expect((await shell.query()).get('from')).toBe('2026-11-20T10:00:00Z');

  await shell.rangeButton.click();
  await shell.rangeDialog.getByText('Local', { exact: true }).click();
  await expect(shell.rangeDialog.getByLabel('From')).toHaveValue(/^2026-11-20T15:30/);
  await page.keyboard.press('Escape');
  await expect(shell.rangeButton).toContainText('20 Nov 2026 15:30 – 18:00');
  expect((await shell.query()).get('from')).toBe('2026-11-20T10:00:00Z');
});

test('refuses a range that ends before it starts', async ({ shell }) => {
  await shell.open('/');
  await shell.rangeButton.click();
  await shell.rangeDialog.getByLabel('From').fill('2026-11-20T10:00');
  await shell.rangeDialog.getByLabel('To', { exact: true }).fill('2026-11-20T09:00');
  await shell.rangeDialog.getByRole('button', { name: 'Apply' }).click();
  await expect(shell.rangeDialog.getByRole('alert')).toHaveText('“From” must be before “To”.');
});

test('copies a relative range as an absolute link', async ({ page, shell, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await shell.open('/executions?from=now-6h&to=now&status=FAILED');
  await shell.rangeButton.click();
  await shell.rangeDialog.getByRole('button', { name: 'Copy as absolute' }).click();
  await expect(shell.rangeDialog.getByRole('status')).toHaveText('Copied');
  const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
  const [fromMs, toMs] = ['from', 'to'].map((name) => Date.parse(link.searchParams.get(name) ?? ''));
  expect((toMs ?? 0) - (fromMs ?? 0)).toBe(6 * HOUR_MS);
  expect(link.searchParams.get('status')).toBe('FAILED');
  expect(new URL(page.url()).searchParams.get('from')).toBe('now-6h');
});

for (const [address, reason] of [
  ['/?from=soon&to=now', 'its start (from) reads “soon”'],
  ['/?from=now-1h&to=later', 'its end (to) reads “later”'],
  ['/?from=2026-02-02T00:00Z&to=2026-02-01T00:00Z', 'it ends before it starts'],
  ['/?to=now', 'it has an end (to) but no start (from)'],
] as const) {
  test(`says why the range of ${address} was not used`, async ({ page, shell }) => {
    await shell.open(address);
    await expect(page.getByRole('banner').getByRole('status')).toContainText(`because ${reason}`);
    await expect(shell.rangeButton).toContainText('Last 24 hours');
  });
}
