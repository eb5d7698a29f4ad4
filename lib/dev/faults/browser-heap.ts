import { type CDPSession, chromium, type Page } from '@playwright/test';
import { findBrowser } from '../browser-lookup';
import { MACHINE_BROWSERS } from '../machine-browsers';

/** What a page must show before it counts as opened. */
export type Opened = { readonly path: string; readonly shows: (page: Page) => Promise<unknown> };

const SHOWN_WITHIN_MS = 60_000;
// Chromium's sandbox refuses to run for root, which is who runs in most containers.
const AS_ROOT = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/**
 * Opens pages one after the other and answers the most that JavaScript held after one of them, in bytes; null where the
 * machine has no browser. None is installed for it.
 */
export async function measureHeap(url: string, pages: readonly Opened[]): Promise<number | null> {
  const browser = await findBrowser({
    ...MACHINE_BROWSERS,
    downloadPlaywright: async () => false,
    mayInstallPackages: () => false,
  });
  if (browser.kind === 'missing') return null;
  const running = await chromium.launch({ executablePath: browser.path, args: AS_ROOT });
  try {
    const page = await running.newPage();
    page.setDefaultTimeout(SHOWN_WITHIN_MS);
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    let mostBytes = 0;
    for (const { path, shows } of pages) {
      await page.goto(`${url}${path}`);
      await shows(page);
      await page.waitForLoadState('networkidle');
      mostBytes = Math.max(mostBytes, await heapOf(session));
    }
    return mostBytes;
  } finally {
    await running.close();
  }
}

async function heapOf(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  const used = metrics.find(({ name }) => name === 'JSHeapUsedSize');
  if (used === undefined) throw new Error('the browser does not tell how much JavaScript holds');
  return used.value;
}
