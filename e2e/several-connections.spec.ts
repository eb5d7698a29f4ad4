import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { findingsOf } from './axe';
import { expect, test } from './shell';
import { localAwsEnvironment, startDashboard, startLocalAws } from './stack';

/** Both accounts are read first. */
const READ_MS = 60_000;

const MEDIA = '210987654321';
const CONNECTIONS = [
  { name: 'shop', region: 'eu-west-1', machines: { exclude: ['supplier-*'] } },
  {
    name: 'media',
    region: 'us-east-1',
    role: { arn: `arn:aws:iam::${MEDIA}:role/statelens-reader`, externalId: 'statelens-demo' },
  },
];

/** What the workload would draw by chance: an order with these goes through. */
const ORDER = {
  ValidateOrder: [{ durationMs: 1 }],
  ReserveStock: [{ durationMs: 1 }],
  ChargeCard: [{ output: { chargeId: 'ch_several', network: 'visa' } }],
  PickItem: [{ durationMs: 1 }],
  BookCourier: [{ output: { bookingId: 'PN1', carrier: 'ParcelNet' } }],
};

// A dashboard and a local AWS of its own, read from nothing.
test.setTimeout(180_000);

test('two accounts in two regions are browsed together, and one goes on while the other fails', async ({ context }) => {
  // Not the page of the fixture, which complains of parts that come to life after what they show was asked for again:
  // both accounts are read for the first time meanwhile.
  const page = await context.newPage();
  const folder = await mkdtemp(join(tmpdir(), 'statelens-connections-'));
  const file = join(folder, 'connections.json');
  await writeFile(file, JSON.stringify({ connections: CONNECTIONS }));
  const aws = await startLocalAws('small');
  const dashboard = await startDashboard({ ...localAwsEnvironment(aws.url), STATELENS_CONFIG: file });
  const main = page.getByRole('main');
  try {
    await test.step('the overview tells machines of both apart, and leaves out what is excluded', async () => {
      await page.goto(dashboard.url);
      const table = page.getByRole('table', { name: 'State machines, worst first' });
      await expect(rowOf(table, 'order-fulfilment')).toContainText('shop · eu-west-1', { timeout: READ_MS });
      await expect(rowOf(table, 'asset-backup')).toContainText('media · us-east-1', { timeout: READ_MS });
      await expect(rowOf(table, 'supplier-payouts')).toHaveCount(0);
      expect(await findingsOf(page, 'overview')).toEqual([]);
      await page.getByRole('combobox', { name: 'Connection' }).selectOption('media');
      await expect(rowOf(table, 'order-fulfilment')).toHaveCount(0);
      await expect(rowOf(table, 'asset-backup')).toBeVisible();
    });

    await test.step('the choice goes along to the executions, and an execution names its account', async () => {
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Executions' }).click();
      await expect(page).toHaveURL(/\/executions\?.*connection=media/);
      const rows = page.getByRole('table', { name: 'Executions' }).locator('tbody').getByRole('row');
      await expect(rows.first()).toContainText('media · us-east-1', { timeout: READ_MS });
      await expect(rows.filter({ hasText: 'shop · eu-west-1' })).toHaveCount(0);
      await rows.first().getByRole('rowheader').getByRole('link').click();
      await expect(main).toContainText(`media · ${MEDIA} · us-east-1`);
      await page.goto(`${dashboard.url}/settings`);
      for (const { name } of CONNECTIONS) {
        await expect(main.getByRole('region', { name: `AWS · ${name}` })).toContainText('answers');
      }
    });

    await test.step('credentials of one expire: it is named, and the other is read meanwhile', async () => {
      await aws.control('PUT', 'faults', { action: '*', fault: 'expired', account: MEDIA });
      await page.goto(`${dashboard.url}/executions`);
      const alert = main.getByRole('region', { name: 'media: The AWS credentials have expired' });
      await expect(alert).toBeVisible({ timeout: READ_MS });
      await expect(main).toContainText('Not complete: media: The AWS credentials have expired');
      const name = await startOrder(aws, 'meanwhile');
      await expectListed(page, dashboard.url, name);
      await page.goto(`${dashboard.url}/executions?connection=shop`);
      await expect(main.getByRole('table', { name: 'Executions' })).toBeVisible();
      await expect(main).not.toContainText('Not complete: media');
    });

    await test.step('it is read again without a restart', async () => {
      await aws.control('DELETE', 'faults');
      await page.goto(`${dashboard.url}/settings`);
      await expect(main.getByRole('region', { name: 'AWS · media' })).toContainText(/State\s*answers/, {
        timeout: READ_MS,
      });
    });
  } finally {
    await page.close();
    await dashboard.stop();
    await aws.stop();
    await rm(folder, { recursive: true });
  }
});

function rowOf(table: Locator, machine: string): Locator {
  return table.getByRole('row').filter({ has: table.page().getByRole('link', { name: machine, exact: true }) });
}

async function startOrder(aws: Awaited<ReturnType<typeof startLocalAws>>, what: string): Promise<string> {
  const name = `${what}-${Date.now()}`;
  await aws.control('POST', 'executions', { machine: 'order-fulfilment', name, script: ORDER });
  return name;
}

async function expectListed(page: Page, url: string, name: string): Promise<void> {
  await page.goto(`${url}/executions?q=${name}`);
  await expect(page.getByRole('link', { name })).toBeVisible({ timeout: READ_MS });
}
