import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds on the page as it is, in words that begin with `what`; and whether it is wider than the window. */
export async function findingsOf(page: Page, what: string): Promise<readonly string[]> {
  // Legacy mode leaves out the search for frames, of which our policy allows none, and is much faster.
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).setLegacyMode(true).analyze();
  const tooWide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  return [
    ...violations.map(({ id, nodes }) => `${what}: ${id} at ${nodes.map(({ target }) => target).join(', ')}`),
    ...(tooWide > 0 ? [`${what}: ${tooWide} px too wide`] : []),
  ];
}
