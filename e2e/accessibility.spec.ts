import type { Page } from '@playwright/test';
import { PAGES } from './addresses';
import { findingsOf } from './axe';
import { type SamplePage, samplePages } from './sample-pages';
import { type Shell, test as testWithoutAws } from './shell';
import { expect, test } from './with-local-aws';

/** What can be open over a page, and how to open it. */
const DIALOGS: Readonly<Record<string, (shell: Shell) => Promise<void>>> = {
  jump: async (shell) => {
    await shell.jumpButton.click();
    await expect(shell.jumpDialog).toBeVisible();
  },
  'jump that leads nowhere': async (shell) => {
    await shell.jumpButton.click();
    await shell.jumpField.fill('arn:aws:states');
    await expect(shell.jumpDialog.getByRole('status')).not.toBeEmpty();
  },
  keys: async (shell) => {
    await shell.page.keyboard.press('Shift+?');
    await expect(shell.keysDialog).toBeVisible();
  },
  'time range': async (shell) => {
    await shell.rangeButton.click();
    await expect(shell.rangeDialog).toBeVisible();
  },
  theme: async (shell) => {
    await shell.themeButton.click();
    await expect(shell.themeDialog).toBeVisible();
  },
};

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1440, 390]) {
    test(`with data: no page and no open dialog has an axe finding, ${colorScheme}, ${width} px`, async ({
      page,
      shell,
      stack,
    }) => {
      test.slow();
      const pages = await samplePages(stack);
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 844 });
      const findings = await findOnPages(page, shell, pages);
      for (const [name, open] of Object.entries(DIALOGS)) {
        await shell.open('/settings');
        await open(shell);
        findings.push(...(await findingsOf(page, `dialog ${name}`)));
      }
      const checked = pages.length + Object.keys(DIALOGS).length;
      process.stdout.write(`${checked} pages, ${findings.length} findings (${colorScheme}, ${width} px)\n`);
      expect(findings).toEqual([]);
    });

    testWithoutAws(`without AWS: no page has an axe finding, ${colorScheme}, ${width} px`, async ({ page, shell }) => {
      test.slow();
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 844 });
      const findings = await findOnPages(page, shell, PAGES);
      process.stdout.write(
        `${PAGES.length} pages without AWS, ${findings.length} findings (${colorScheme}, ${width} px)\n`,
      );
      expect(findings).toEqual([]);
    });
  }
}

async function findOnPages(page: Page, shell: Shell, pages: readonly SamplePage[]): Promise<string[]> {
  const findings: string[] = [];
  for (const { name, address } of pages) {
    await shell.open(address);
    findings.push(...(await findingsOf(page, name)));
  }
  return findings;
}
