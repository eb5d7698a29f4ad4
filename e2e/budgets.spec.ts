import { gzipSync } from 'node:zlib';
import type { APIRequestContext } from '@playwright/test';
import { PAGES } from './addresses';
import { expect, test } from './shell';

const KB = 1_000;
const SCRIPT_LIMIT = 230 * KB;
/** The page of one execution carries the timeline. */
const EXECUTION_SCRIPT_LIMIT = 250 * KB;
const STYLE_LIMIT = 15 * KB;
const SHIFT_LIMIT = 0.02;

/** Bytes of the files after gzip, as a visitor with an empty cache receives them. */
async function gzipBytes(request: APIRequestContext, addresses: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const address of new Set(addresses)) {
    const answer = await request.get(address);
    expect(answer.status(), address).toBe(200);
    bytes += gzipSync(await answer.body()).byteLength;
  }
  return bytes;
}

/** The values of an attribute in the tags of this name; the server writes the HTML, so it is regular. */
function attributes(html: string, tag: RegExp, attribute: 'src' | 'href'): readonly string[] {
  return [...html.matchAll(tag)].flatMap(([text]) => new RegExp(` ${attribute}="([^"]+)"`).exec(text)?.[1] ?? []);
}

for (const { name, address } of PAGES) {
  test(`bytes of ${name}`, async ({ request }) => {
    const html = await (await request.get(address)).text();
    const scripts = attributes(html, /<script(?![^>]* noModule)[^>]*>/gi, 'src');
    const styles = attributes(html, /<link[^>]* rel="stylesheet"[^>]*>/gi, 'href');
    expect(scripts.length).toBeGreaterThan(0);
    expect(styles.length).toBeGreaterThan(0);
    const [script, style] = [await gzipBytes(request, scripts), await gzipBytes(request, styles)];
    process.stdout.write(`${name}: ${(script / KB).toFixed(1)} kB JS, ${(style / KB).toFixed(1)} kB CSS\n`);
    expect(script).toBeLessThanOrEqual(address.startsWith('/executions/') ? EXECUTION_SCRIPT_LIMIT : SCRIPT_LIMIT);
    expect(style).toBeLessThanOrEqual(STYLE_LIMIT);
  });
}

for (const width of [1440, 390]) {
  test(`nothing moves while a page loads, and nothing is wider than the window, at ${width} px`, async ({
    page,
    shell,
  }) => {
    test.slow();
    await page.setViewportSize({ width, height: 844 });
    await page.addInitScript(() => {
      // A shift is reported to this page's own list, which the test reads after the page came to rest.
      const shifts: number[] = [];
      Object.assign(window, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if ('value' in entry) shifts.push(Number(entry.value));
      }).observe({ type: 'layout-shift', buffered: true });
    });
    let worst = 0;
    for (const { address } of PAGES) {
      await shell.open(address);
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
      const shift = await page.evaluate(() =>
        ('shifts' in window && Array.isArray(window.shifts) ? window.shifts : [Number.NaN]).reduce(
          (sum, value) => sum + value,
          0,
        ),
      );
      expect(shift, `layout shift of ${address}`).toBeLessThanOrEqual(SHIFT_LIMIT);
      worst = Math.max(worst, shift);
      const [contentWidth, windowWidth] = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return [scrollWidth, clientWidth] as const;
      });
      expect(contentWidth, `width of ${address}`).toBeLessThanOrEqual(windowWidth);
    }
    process.stdout.write(
      `${PAGES.length} pages at ${width} px, worst layout shift ${worst.toFixed(4)}, 0 wider than the window\n`,
    );
  });
}
