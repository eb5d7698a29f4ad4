import { gzipSync } from 'node:zlib';
import type { APIRequestContext, Page } from '@playwright/test';
import { PAGES } from './addresses';
import { ExecutionPage } from './execution-page';
import { type SamplePage, samplePages } from './sample-pages';
import type { Shell } from './shell';
import { test as testWithoutAws } from './shell';
import { expect, test } from './with-local-aws';

const KB = 1_000;
const SCRIPT_LIMIT = 230 * KB;
/** The page of one execution carries the timeline. */
const EXECUTION_SCRIPT_LIMIT = 250 * KB;
const STYLE_LIMIT = 15 * KB;
const SHIFT_LIMIT = 0.02;
/** Of the page of an execution, however long its history. */
const NODE_LIMIT = 1_500;

/** The values of an attribute in the tags of this name; the server writes the HTML, so it is regular. */
function attributes(html: string, tag: RegExp, attribute: 'src' | 'href'): readonly string[] {
  return [...html.matchAll(tag)].flatMap(([text]) => new RegExp(` ${attribute}="([^"]+)"`).exec(text)?.[1] ?? []);
}

/** Weighs files after gzip, as a visitor with an empty cache receives them; each is fetched once. */
function createScales(request: APIRequestContext): (addresses: readonly string[]) => Promise<number> {
  const weights = new Map<string, number>();
  return async (addresses) => {
    let bytes = 0;
    for (const address of new Set(addresses)) {
      let weight = weights.get(address);
      if (weight === undefined) {
        const answer = await request.get(address);
        expect(answer.status(), address).toBe(200);
        weight = gzipSync(await answer.body()).byteLength;
        weights.set(address, weight);
      }
      bytes += weight;
    }
    return bytes;
  };
}

test('no page asks for more script and style than its budget', async ({ request, stack }) => {
  const weigh = createScales(request);
  for (const { name, address } of [...(await samplePages(stack)), ...PAGES]) {
    const html = await (await request.get(address)).text();
    const scripts = attributes(html, /<script(?![^>]* noModule)[^>]*>/gi, 'src');
    const styles = attributes(html, /<link[^>]* rel="stylesheet"[^>]*>/gi, 'href');
    expect(scripts.length, `scripts of ${name}`).toBeGreaterThan(0);
    expect(styles.length, `styles of ${name}`).toBeGreaterThan(0);
    const [script, style] = [await weigh(scripts), await weigh(styles)];
    process.stdout.write(`${name}: ${(script / KB).toFixed(1)} kB JS, ${(style / KB).toFixed(1)} kB CSS\n`);
    const limit = address.startsWith('/executions/') ? EXECUTION_SCRIPT_LIMIT : SCRIPT_LIMIT;
    expect(script, `script of ${name}`).toBeLessThanOrEqual(limit);
    expect(style, `style of ${name}`).toBeLessThanOrEqual(STYLE_LIMIT);
  }
});

for (const width of [1440, 390]) {
  test(`with data: nothing moves while a page loads, nothing is wider than the window, at ${width} px`, async ({
    page,
    shell,
    stack,
  }) => {
    await checkRest(page, shell, width, await samplePages(stack));
  });

  testWithoutAws(
    `without AWS: nothing moves while a page loads, nothing is wider than the window, at ${width} px`,
    async ({ page, shell }) => {
      await checkRest(page, shell, width, PAGES);
    },
  );
}

async function checkRest(page: Page, shell: Shell, width: number, pages: readonly SamplePage[]): Promise<void> {
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
  for (const { name, address } of pages) {
    await shell.open(address);
    const [shift, contentWidth, windowWidth] = await page.evaluate(async () => {
      await document.fonts.ready;
      const shifts = 'shifts' in window && Array.isArray(window.shifts) ? window.shifts : [Number.NaN];
      const { scrollWidth, clientWidth } = document.documentElement;
      return [shifts.reduce((sum, value) => sum + value, 0), scrollWidth, clientWidth] as const;
    });
    expect(shift, `layout shift of ${name}`).toBeLessThanOrEqual(SHIFT_LIMIT);
    worst = Math.max(worst, shift);
    expect(contentWidth, `width of ${name}`).toBeLessThanOrEqual(windowWidth);
  }
  process.stdout.write(
    `${pages.length} pages at ${width} px, worst layout shift ${worst.toFixed(4)}, 0 wider than the window\n`,
  );
}

test('the page of an execution of thousands of events holds few nodes, whatever is open', async ({
  page,
  shell,
  stack,
}) => {
  const large = (await samplePages(stack)).find(({ name }) => name === 'large Standard execution');
  await shell.open(large?.address ?? '');
  const execution = new ExecutionPage(page);
  const counts: number[] = [];
  const count = async (what: string): Promise<void> => {
    const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
    counts.push(nodes);
    expect(nodes, what).toBeLessThanOrEqual(NODE_LIMIT);
  };
  // Thousands of events are not in the page that the server sends, but fetched by it.
  await expect(execution.row('Prepare')).toBeVisible({ timeout: 30_000 });
  await count('timeline');
  await page
    .getByRole('treeitem', { name: /PickItems/ })
    .first()
    .click();
  await execution.tree.focus();
  // Into the Map of hundreds, and into its last bucket of a hundred.
  for (const key of ['ArrowRight', 'End', 'ArrowRight', 'End']) await page.keyboard.press(key);
  await count('timeline with a Map open');
  await execution.tab(/^Events/).click();
  await expect(page.getByText(/^2,\d{3} events$/)).toBeVisible();
  await execution.events.hover();
  await page.mouse.wheel(0, 20_000);
  const lastEvent = execution.events.getByRole('row').last();
  await expect.poll(async () => Number(await lastEvent.getAttribute('aria-rowindex'))).toBeGreaterThan(500);
  await count('events, scrolled');
  process.stdout.write(`at most ${Math.max(...counts)} nodes in the page of an execution of 2,000 events\n`);
});
