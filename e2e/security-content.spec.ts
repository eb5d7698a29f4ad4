import { expect, type Page, test } from '@playwright/test';

/** Markup and text that run `alert` where a page treats text as anything but text. */
const VECTORS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<a href="javascript:alert(1)" autofocus onfocus=alert(1)>x</a>',
  '<body onload=alert(1)>',
  '<details open ontoggle=alert(1)>x</details>',
  '<input autofocus onfocus=alert(1)>',
  '<style>@import "javascript:alert(1)"</style><p style="animation:x" onanimationstart=alert(1)>',
  '<base href="http://evil.example/"><script src="x.js"></script>',
  '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
  '<object data="javascript:alert(1)"></object>',
  '<form action="javascript:alert(1)"><button autofocus>x</button></form>',
  '<link rel=stylesheet href="data:text/css,*{}" onload=alert(1)>',
  '<script nonce="">alert(1)</script>',
  '<script src="data:text/javascript,alert(1)"></script>',
  'javascript:alert(1)',
  '{{constructor.constructor("alert(1)")()}}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text itself is the attack
  '${alert(1)}',
  '{"__html":"<img src=x onerror=alert(1)>"}',
  '"}]);alert(1);self.__next_f.push([1,"',
  '__proto__[onerror]=alert(1)',
  '\u2028alert(1)//\u2029',
];

/** Ways out of the place where a text may have been put: attribute, comment, script, title, JSON, CDATA. */
const ESCAPES = ['', '">', "'>", '--><!-- -->', '</script>', '</title></textarea>', '\\u0022}\\u003e', ']]>'];

const SCRIPT_STRINGS = ESCAPES.flatMap((wayOut) => VECTORS.map((vector) => `${wayOut}${vector}`));

const PARAMETERS = ['q', 'status', 'machine', 'error', 'from', 'to', 'sort', 'tab', 'id', 'by', 'row', 'only'];

/**
 * An address of every kind of page in turn. Its path or ARN holds the string of that number, its parameters those that
 * follow, so that each string comes to many pages in many places.
 */
function pathOf(index: number): string {
  const text = (offset: number) => encodeURIComponent(SCRIPT_STRINGS[(index + offset) % SCRIPT_STRINGS.length] ?? '');
  const query = [...PARAMETERS, text(0)].map((name, place) => `${name}=${text(place + 1)}`).join('&');
  const arn = `${encodeURIComponent('arn:aws:states:eu-west-1:123456789012:execution:machine:')}${text(0)}`;
  const pages = ['/', '/hotspots', '/executions', '/approvals', '/settings', `/executions/${arn}`, `/machines/${arn}`];
  // A path of its own has no parameters that anything reads: it is not found.
  const paths = [...pages.map((page) => `${page}?${query}`), `/${text(0)}`];
  return paths[index % paths.length] ?? '/';
}

type Found = { readonly violations: string[]; readonly executed: string[] };

function watch(page: Page): Found {
  const found: Found = { violations: [], executed: [] };
  page.on('dialog', (dialog) => {
    found.executed.push(page.url());
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) found.violations.push(`${page.url()}: ${message.text()}`);
  });
  return found;
}

/** The script tags of the HTML as it was sent whose nonce is not the one of the answer's policy. */
function findUnnoncedScripts(html: string, policy: string): readonly string[] {
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
  const tags = html.match(/<script\b[^>]*>/gi) ?? [];
  return tags.filter((tag) => nonce === undefined || !tag.includes(` nonce="${nonce}"`));
}

test('script strings in paths, ARNs and queries stay text on every page (E5, E7)', async ({ page }) => {
  test.setTimeout(300_000);
  expect(new Set(SCRIPT_STRINGS).size).toBeGreaterThanOrEqual(200);
  const found = watch(page);
  const unnonced: string[] = [];
  let pages = 0;
  for (const index of SCRIPT_STRINGS.keys()) {
    const path = pathOf(index);
    const answer = await page.goto(path, { waitUntil: 'load' });
    // What the page puts in by script is in by the time the browser has nothing to do.
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 1000 })));
    const policy = answer?.headers()['content-security-policy'] ?? '';
    unnonced.push(...findUnnoncedScripts((await answer?.text()) ?? '', policy).map((script) => `${path}: ${script}`));
    pages++;
  }
  const { violations, executed } = found;
  process.stdout.write(
    `${pages} pages, ${violations.length} violations, ${unnonced.length} un-nonced scripts, ${executed.length} executed\n`,
  );
  expect(violations.slice(0, 3)).toEqual([]);
  expect(unnonced.slice(0, 3)).toEqual([]);
  expect(executed).toEqual([]);
  expect(pages).toBe(200);
});
