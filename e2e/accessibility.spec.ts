import AxeBuilder from '@axe-core/playwright';
import { PAGES } from './addresses';
import { expect, type Shell, test } from './shell';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

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
    test(`no page and no open dialog has an axe finding, ${colorScheme}, ${width} px`, async ({ page, shell }) => {
      test.setTimeout(120_000);
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 844 });
      const findings: string[] = [];
      let pages = 0;
      const check = async (what: string): Promise<void> => {
        // Legacy mode leaves out the search for frames, of which our policy allows none, and is much faster.
        const { violations } = await new AxeBuilder({ page }).withTags(RULES).setLegacyMode(true).analyze();
        pages += 1;
        findings.push(
          ...violations.map(({ id, nodes }) => `${what}: ${id} at ${nodes.map(({ target }) => target).join(', ')}`),
        );
      };
      for (const { name, address } of PAGES) {
        await page.goto(address);
        await expect(shell.title).toBeVisible();
        await check(name);
      }
      for (const [name, open] of Object.entries(DIALOGS)) {
        await shell.open('/');
        await open(shell);
        await check(`dialog ${name}`);
      }
      process.stdout.write(`${pages} pages, ${findings.length} findings (${colorScheme}, ${width} px)\n`);
      expect(findings).toEqual([]);
    });
  }
}
