import type { Locator, Page } from '@playwright/test';
import { MACHINES, machineAddress } from './addresses';
import { findingsOf } from './axe';
import { expect, test } from './with-local-aws';

const RANGE = 'from=now-7d&to=now';
/** An index that was just started reads the past first, and a page of a machine its definition. */
const FIRST_READ = { timeout: 60_000 };
/** A state through which an execution goes once at most, and an Express machine's. */
const ONCE = { standard: 'ChargeCard', express: 'AuthorizePayment' } as const;

function overAll(page: Page): Locator {
  return page.getByRole('table', { name: 'States of all state machines, worst first' });
}

function ofMachine(page: Page): Locator {
  return page.getByRole('table', { name: 'States, worst first' });
}

/** The row of a state, which begins with its name. */
function rowOf(table: Locator, state: string): Locator {
  return table
    .getByRole('row')
    .filter({ has: table.page().getByRole('rowheader', { name: new RegExp(`^${state}\\b`) }) });
}

/** The cells below a heading, top down, or those of one row. */
async function cellsBelow(table: Locator, heading: string, rows = table.getByRole('row')): Promise<Locator> {
  const headings = await table.getByRole('columnheader').allTextContents();
  const at = headings.indexOf(heading);
  expect(at, `a column ${heading}`).toBeGreaterThan(0);
  // The heading of a row is the first of its cells.
  return rows.locator(`td:nth-child(${at + 1})`);
}

/** A count without the marks of an estimate. */
function toCount(text: string): number {
  return Number(text.replace(/[^\d]/g, ''));
}

test('the most failing state is found from the overview in two clicks', async ({ page, shell, stack }) => {
  await stack.untilRead();
  await shell.open(`/?${RANGE}`);
  const worst = page
    .getByRole('table', { name: 'State machines, worst first' })
    .getByRole('row')
    .filter({ hasText: 'order-fulfilment' })
    .getByRole('link', { name: /×/ });
  const [state = ''] = ((await worst.textContent()) ?? '').split(' · ');
  await worst.click();
  await expect(shell.title).toHaveText('order-fulfilment', FIRST_READ);
  const { searchParams } = new URL(page.url());
  expect([searchParams.get('state'), searchParams.get('from')]).toEqual([state, 'now-7d']);
  await expect(ofMachine(page).getByRole('button', { name: state, exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  const panel = page.getByRole('region', { name: state, exact: true });
  await expect(panel).toContainText('Errors, most frequent first');
  // The second: from the state to an execution that failed there.
  await panel.getByRole('link', { name: 'Failed or caught here' }).click();
  await expect(shell.title).toHaveText('Executions', FIRST_READ);
  await expect(page.getByRole('list', { name: 'Filters in force' })).toContainText(state);
});

test('a heading sorts by its column, first from the most down and then from the least up', async ({
  page,
  shell,
  stack,
}) => {
  await stack.untilRead();
  await shell.open(`/hotspots?${RANGE}`);
  const table = overAll(page);
  const visits = async () => (await (await cellsBelow(table, 'Visits')).allTextContents()).map(toCount);
  await expect(table.getByRole('columnheader', { name: 'Failure rate' })).toHaveAttribute('aria-sort', 'descending');
  const counts = await visits();
  expect(counts.length).toBeGreaterThan(5);
  const heading = table.getByRole('columnheader', { name: 'Visits' });
  await heading.getByRole('button').click();
  await expect(heading).toHaveAttribute('aria-sort', 'descending');
  expect(await visits()).toEqual(counts.toSorted((a, b) => b - a));
  await heading.getByRole('button').click();
  await expect(heading).toHaveAttribute('aria-sort', 'ascending');
  expect(await visits()).toEqual(counts.toSorted((a, b) => a - b));
  expect(new URL(page.url()).searchParams.get('sort')).toBe('visits');
});

for (const type of ['standard', 'express'] as const) {
  test(`${type}: a number opens the executions that it counts, and no other`, async ({ page, shell, stack }) => {
    await stack.untilRead();
    for (const [heading, seen] of [
      ['Visits', 'visited'],
      ['Caught', 'caught'],
    ] as const) {
      // What others start meanwhile may be counted by one of the two pages and not by the other.
      await expect(async () => {
        await shell.open(`${machineAddress(MACHINES[type])}?${RANGE}`);
        const table = ofMachine(page);
        const link = (await cellsBelow(table, heading, rowOf(table, ONCE[type]))).getByRole('link');
        const count = toCount((await link.textContent(FIRST_READ)) ?? '');
        expect(count).toBeGreaterThan(0);
        await link.click();
        await expect(shell.title).toHaveText('Executions');
        const query = await shell.query();
        expect([query.get('state'), query.get('seen')]).toEqual([ONCE[type], seen]);
        await expect(page.getByRole('navigation', { name: 'Pages of executions' })).toContainText(
          new RegExp(`of ${count} execution`),
        );
      }).toPass({ timeout: 60_000 });
    }
  });
}

test('graph and table share one selection and one measure, which a link keeps', async ({ page, shell, stack }) => {
  await stack.untilRead();
  await shell.open(`${machineAddress(MACHINES.standard)}?${RANGE}`);
  const graph = page.getByRole('group', { name: /^Definition of order-fulfilment/ });
  const inGraph = graph.getByRole('button', { name: new RegExp(`^${ONCE.standard}, `) });
  const inTable = ofMachine(page).getByRole('button', { name: ONCE.standard, exact: true });
  await inGraph.click(FIRST_READ);
  await expect(inTable).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('region', { name: ONCE.standard, exact: true })).toBeVisible();
  await ofMachine(page).getByRole('button', { name: 'ReserveStock', exact: true }).click();
  await expect(inGraph).toHaveAttribute('aria-pressed', 'false');
  await page.getByRole('group', { name: 'Colour and rank states by' }).getByText('Retries').click();
  await page.waitForURL(/by=retries/);
  await shell.open(page.url());
  await expect(page.getByRole('radio', { name: 'Retries' })).toBeChecked();
  await expect(page.getByRole('group', { name: 'Definition of order-fulfilment, coloured by retry rate' })).toBeVisible(
    FIRST_READ,
  );
  const sorted = ofMachine(page).getByRole('columnheader', { name: 'Retried' });
  await expect(sorted).toHaveAttribute('aria-sort', 'descending');
  await expect(ofMachine(page).getByRole('button', { pressed: true })).toHaveText('ReserveStock');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no page of hotspots has an axe finding or is wider than the window, ${colorScheme}`, async ({
    page,
    shell,
    stack,
  }) => {
    test.slow();
    await stack.untilRead();
    await page.emulateMedia({ colorScheme });
    const pages = [
      `/hotspots?${RANGE}&by=retries`,
      `${machineAddress(MACHINES.standard)}?${RANGE}&state=${ONCE.standard}`,
      `${machineAddress(MACHINES.express)}?${RANGE}&by=p95&state=${ONCE.express}`,
    ];
    const findings: string[] = [];
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 844 });
      for (const address of pages) {
        await shell.open(address);
        await expect(page.getByRole('table').first()).toBeVisible(FIRST_READ);
        findings.push(...(await findingsOf(page, `${address}, ${width} px`)));
      }
    }
    process.stdout.write(`hotspots: ${2 * pages.length} views, ${findings.length} findings (${colorScheme})\n`);
    expect(findings).toEqual([]);
  });
}
