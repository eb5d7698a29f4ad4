import type { Locator } from '@playwright/test';
import { executionAddress } from './addresses';
import { findingsOf } from './axe';
import { ExecutionPage } from './execution-page';
import { expect, test } from './shell';
import { type LocalAws, localAwsEnvironment, startDashboard, startLocalAws } from './stack';
import { FIRST_READ } from './waits';

const MACHINE = 'nightly-sales-ledger';

/** Thirty files, of which none can be read: the first failures are more than is tolerated, and the rest is stopped. */
const LOAD_FAILS = {
  ExportSales: [{ output: { TaskArn: 'task-1', StopCode: 'EssentialContainerExited' } }],
  LoadPartitions: [{ output: Array.from({ length: 30 }, (_, at) => ({ Key: `part-${at}` })) }],
  ParsePartition: [
    { error: 'Parquet.SchemaMismatch', cause: '{"errorMessage":"net_amount is DOUBLE"}', durationMs: 400 },
  ],
};

/** Nothing to load, and stores that do not agree: Express executions. */
const STORES_FAIL = {
  ...LOAD_FAILS,
  LoadPartitions: [{ output: [] }],
  ReconcileStore: [{ error: 'Reconciliation.Difference', cause: 'tills and ledger differ' }],
};

// A dashboard and a local AWS of its own: only the demo has a Distributed Map.
test.setTimeout(180_000);
test.use({ tolerated: /50[23] \(|404 \(Not Found\)/ });

test('from a Distributed Map that failed one comes to the item that failed, and from there back', async ({
  page,
  shell,
}) => {
  const aws = await startLocalAws('demo');
  const dashboard = await startDashboard(localAwsEnvironment(aws.url));
  const execution = new ExecutionPage(page);
  try {
    await aws.control('POST', 'workload', { paused: true });
    const failed = await startLedger(aws, LOAD_FAILS);
    const express = await startLedger(aws, STORES_FAIL);
    const open = (arn: string) => shell.open(`${dashboard.url}${executionAddress(arn)}`);

    await test.step('the panel of the Map shows its run, and what failed first', async () => {
      await open(failed);
      const run = mapRunOf(execution, 'LoadPartitions');
      // Until it has ended its counts grow, and those of the two questions asked of AWS need not agree.
      await expect(run).toContainText(/ran \d/, FIRST_READ);
      await expect(run).toContainText('tolerates 5 % of its items failing');
      const first = childrenOf(run).first();
      await expect(first).toContainText('Parquet.SchemaMismatch', FIRST_READ);
      await expect(first).toContainText('net_amount is DOUBLE');
      await expect(childrenOf(run)).toHaveCount(await countOf(run, 'Failed'), FIRST_READ);
      expect(await findingsOf(page, 'map run')).toEqual([]);
      await page.setViewportSize({ width: 390, height: 844 });
      await expect(first).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
      await page.setViewportSize({ width: 1440, height: 900 });
    });

    await test.step('those of another status, and all of them, are one press away', async () => {
      const run = mapRunOf(execution, 'LoadPartitions');
      const all = await countOf(run, 'All');
      expect(all).toBeGreaterThan(await countOf(run, 'Failed'));
      await run.getByRole('button', { name: /^All/ }).click();
      await expect(childrenOf(run)).toHaveCount(all, FIRST_READ);
      await run.getByRole('button', { name: /^Failed/ }).click();
    });

    await test.step('a child has a page of its own, which leads back', async () => {
      const run = mapRunOf(execution, 'LoadPartitions');
      await childrenOf(run).first().getByRole('link').click();
      await expect(execution.panel('ParsePartition')).toContainText('Parquet.SchemaMismatch', FIRST_READ);
      const header = page.getByRole('main').getByText(/in a map run of/);
      await header.getByRole('link', { name: nameIn(failed) }).click();
      await expect(page.getByRole('heading', { level: 1, name: nameIn(failed) })).toBeVisible(FIRST_READ);
    });

    await test.step('of Express children, which keep no history, the error is told all the same', async () => {
      await open(express);
      const run = mapRunOf(execution, 'ReconcileStores');
      await expect(childrenOf(run).first()).toContainText('Reconciliation.Difference', FIRST_READ);
      await expect(childrenOf(run).first().getByRole('link')).toHaveAttribute('href', /express/);
    });

    await test.step('what may not be read is said in words, and never shown as nothing', async () => {
      const refused = await startLedger(aws, STORES_FAIL);
      for (const action of ['DescribeMapRun', 'ListExecutions'])
        await aws.control('PUT', 'faults', { action: `states:${action}`, fault: 'denied' });
      await open(refused);
      const run = mapRunOf(execution, 'ReconcileStores');
      await expect(run).toContainText('states:DescribeMapRun', FIRST_READ);
      await aws.control('DELETE', 'faults?action=states:DescribeMapRun');
      await run.getByRole('button', { name: 'Try again' }).click();
      await expect(run).toContainText('states:ListExecutions', FIRST_READ);
      await aws.control('DELETE', 'faults?action=states:ListExecutions');
      await run.getByRole('button', { name: 'Try again' }).click();
      await expect(childrenOf(run)).toHaveCount(3, FIRST_READ);
    });
  } finally {
    await page.goto('about:blank'); // a page that goes on asking would complain of the stopped server
    await dashboard.stop();
    await aws.stop();
  }
});

async function startLedger(aws: LocalAws, script: object): Promise<string> {
  const name = `ledger-${Object.keys(script).length}-${Date.now()}`;
  const answer = await aws.control('POST', 'executions', { machine: MACHINE, name, script });
  if (typeof answer === 'object' && answer !== null && 'executionArn' in answer) return String(answer.executionArn);
  throw new Error('the local AWS started nothing');
}

function nameIn(arn: string): string {
  return arn.split(':').at(-1) ?? '';
}

function mapRunOf(execution: ExecutionPage, state: string): Locator {
  return execution.panel(state).getByRole('region', { name: 'Map run', exact: true });
}

function childrenOf(run: Locator): Locator {
  return run.getByRole('list', { name: 'Executions of the map run' }).getByRole('listitem');
}

async function countOf(run: Locator, word: string): Promise<number> {
  const text = await run.getByRole('button', { name: new RegExp(`^${word}`) }).textContent();
  return Number(/\d+$/.exec(text?.trim() ?? '')?.[0]);
}
