import type { Page } from '@playwright/test';
import { expect, test } from './shell';

const LIGHT = 'rgb(246, 248, 250)';
const DARK = 'rgb(13, 17, 23)';

function background(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
}

test('follows the system, also when it changes under the open page', async ({ page, shell }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await shell.open('/');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'system');
  expect(await background(page)).toBe(DARK);
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await background(page)).toBe(LIGHT);
});

for (const { name, system, expected } of [
  { name: 'Dark', system: 'light', expected: DARK },
  { name: 'Light', system: 'dark', expected: LIGHT },
] as const) {
  test(`${name}, once chosen, holds against a ${system} system and over a reload`, async ({ page, shell }) => {
    await page.emulateMedia({ colorScheme: system });
    await shell.open('/');
    await shell.themeButton.click();
    await shell.themeDialog.getByText(name, { exact: true }).click();
    expect(await background(page)).toBe(expected);
    await page.reload();
    expect(await background(page)).toBe(expected);
    await expect(shell.themeButton).toHaveAccessibleName(`Theme: ${name}`);
  });
}

test('the kept theme is there before the first paint', async ({ page }) => {
  await page.addInitScript(() => {
    localStorage.setItem('statelens.theme', 'dark');
    const seen = new MutationObserver(() => {
      if (document.documentElement?.dataset['theme'] !== 'dark') return;
      performance.mark('theme-set');
      seen.disconnect();
    });
    seen.observe(document, { attributes: true, childList: true, subtree: true });
  });
  await page.goto('/');
  await page.waitForFunction(() => performance.getEntriesByName('first-paint').length > 0);
  const [setAt, paintedAt] = await page.evaluate(() =>
    ['theme-set', 'first-paint'].map((name) => performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN),
  );
  expect(setAt).toBeLessThan(paintedAt ?? Number.NaN);
});

test('a theme chosen in another tab arrives in this one', async ({ page, shell, context }) => {
  await shell.open('/settings');
  const other = await context.newPage();
  await other.goto('/settings', { waitUntil: 'networkidle' });
  await other.getByRole('main').getByText('Dark', { exact: true }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(shell.themeButton).toHaveAccessibleName('Theme: Dark');
});

test('choices work, and say that they will not last, where the browser denies storage', async ({ page, shell }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get: () => {
        throw new DOMException('denied', 'SecurityError');
      },
    });
  });
  await shell.open('/settings');
  await page.getByRole('main').getByText('Dark', { exact: true }).click();
  expect(await background(page)).toBe(DARK);
  await expect(page.getByRole('main').getByRole('status')).toContainText('does not let this page keep settings');
});

test('nothing moves where reduced motion is asked for', async ({ page, shell }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await shell.open('/settings');
  const moving = await page.evaluate(
    () =>
      [...document.querySelectorAll('*')].filter((element) => {
        const { animationName, transitionDuration } = getComputedStyle(element);
        return animationName !== 'none' || transitionDuration.split(', ').some((duration) => duration !== '0s');
      }).length,
  );
  expect(moving).toBe(0);
});
