import { ARNS, executionAddress, machineAddress, PAGES } from './addresses';
import { expect, test } from './shell';

const ENTRIES = ['Overview', 'Hotspots', 'Executions', 'Approvals', 'Settings'];

for (const { name, address, h1 } of PAGES) {
  test(`${name} has one title, landmarks and a name for its window`, async ({ page, shell }) => {
    await page.goto(address);
    await expect(shell.title).toHaveText(h1);
    await expect(shell.title).toHaveCount(1);
    for (const landmark of ['banner', 'main', 'contentinfo'] as const)
      await expect(page.getByRole(landmark)).toHaveCount(1);
    await expect(shell.navigation).toBeVisible();
    await expect(page).toHaveTitle(`${h1} · Statelens`);
  });
}

for (const width of [1440, 390]) {
  test(`every page is one press away at ${width} px`, async ({ page, shell }) => {
    await page.setViewportSize({ width, height: 844 });
    await shell.open('/');
    for (const entry of ENTRIES) {
      await shell.navigation.getByRole('link', { name: entry, exact: true }).click();
      await expect(shell.title).toHaveText(entry);
      await expect(shell.navigation.locator('[aria-current="page"]')).toHaveText(entry);
    }
  });
}

test('links carry the time range along', async ({ page, shell }) => {
  await shell.open('/?from=now-7d&to=now');
  for (const entry of ENTRIES) {
    await shell.navigation.getByRole('link', { name: entry, exact: true }).click();
    await expect(shell.title).toHaveText(entry);
    expect(new URL(page.url()).search).toBe('?from=now-7d&to=now');
  }
});

test('links inside a page carry the time range, too', async ({ page, shell }) => {
  await shell.open(`${executionAddress(ARNS.execution)}?from=now-7d&to=now`);
  await page.getByRole('main').getByRole('link', { name: 'order-fulfilment' }).click();
  await page.waitForURL((url) => url.pathname === machineAddress(ARNS.machine));
  expect(new URL(page.url()).search).toBe('?from=now-7d&to=now');
});

test('an address without a page answers 404 inside the shell', async ({ page, shell }) => {
  const answer = await page.goto('/nowhere');
  expect(answer?.status()).toBe(404);
  await expect(shell.title).toHaveText('Not found');
  await page.getByRole('main').getByRole('link', { name: 'overview' }).click();
  await expect(shell.title).toHaveText('Overview');
});

test('settings say what is running and what it is built from', async ({ page }) => {
  await page.goto('/settings');
  const main = page.getByRole('main');
  await expect(main).toContainText('Local: no login, this machine only');
  await expect(main).toContainText(process.versions.node);
  await expect(page.getByRole('row', { name: /^next \d+\.\d+\.\d+ MIT$/ })).toBeVisible();
});

test('what is copied reaches the clipboard, and the page says so', async ({ page, shell, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await shell.open(machineAddress(ARNS.machine));
  await page.getByRole('button', { name: 'Copy ARN' }).click();
  await expect(page.getByRole('main').getByRole('status').filter({ hasText: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(ARNS.machine);
});
