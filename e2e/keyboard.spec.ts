import { expect, test } from './shell';

for (const [key, title] of [
  ['o', 'Overview'],
  ['h', 'Hotspots'],
  ['e', 'Executions'],
  ['a', 'Approvals'],
  ['s', 'Settings'],
] as const) {
  test(`g ${key} goes to ${title} and keeps the time range`, async ({ page, shell }) => {
    await shell.open('/nowhere?from=now-1h&to=now');
    await shell.pressUntil(['g', key], () => expect(shell.title).toHaveText(title, { timeout: 2_000 }));
    expect(new URL(page.url()).search).toBe('?from=now-1h&to=now');
  });
}

test('? lists the keys, and Esc closes the list', async ({ page, shell }) => {
  await shell.open('/');
  await page.keyboard.press('Shift+?');
  await expect(shell.keysDialog).toContainText('Go to Hotspots');
  await page.keyboard.press('Escape');
  await expect(shell.keysDialog).toBeHidden();
});

test('single keys rest in fields and behind dialogs', async ({ page, shell }) => {
  await shell.open('/');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('g e ?');
  await expect(shell.jumpField).toHaveValue('g e ?');
  await expect(shell.keysDialog).toBeHidden();
  // Behind a modal dialog the page is hidden from roles, so its title is found by tag.
  await expect(page.locator('h1')).toHaveText('Overview');
});

test('single keys can be switched off; jump stays', async ({ page, shell }) => {
  await shell.open('/settings');
  const toggle = page.getByRole('switch', { name: 'Single-key shortcuts' });
  await expect(toggle).toBeChecked();
  await toggle.click();
  await expect(toggle).not.toBeChecked();
  await page.locator('h1').click();
  await page.keyboard.press('Shift+?');
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await expect(shell.title).toHaveText('Settings');
  await expect(shell.keysDialog).toBeHidden();
  await page.keyboard.press('Control+k');
  await expect(shell.jumpDialog).toBeVisible();
});

test('the first Tab offers to skip to the content', async ({ page, shell }) => {
  await shell.open('/');
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('main').getByRole('link').first()).toBeFocused();
});
