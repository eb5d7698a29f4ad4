import { expect, test } from './shell';
import { localAwsEnvironment, startDashboard, startLocalAws } from './stack';

const READ_MS = 60_000;

/** The account and the region of the one machine of the demo that was updated. */
const MEDIA = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'ASIALOCAL210987654321' };

// A dashboard and a local AWS of its own: only the demo has a machine with revisions.
test.setTimeout(180_000);

test('the definition of an execution leads to the executions that ran with the same revision', async ({ page }) => {
  const aws = await startLocalAws('demo');
  const dashboard = await startDashboard({ ...localAwsEnvironment(aws.url), ...MEDIA });
  const names = page.getByRole('table', { name: 'Executions' }).getByRole('rowheader').getByRole('link');
  const told = page.getByText(/^revision [0-9a-f-]{36} · updated /);
  await aws.control('POST', 'workload', { paused: true });

  await page.goto(`${dashboard.url}/executions?q=refresh-`);
  await expect(names).not.toHaveCount(0, { timeout: READ_MS });
  const newest = (await names.first().getAttribute('title')) ?? '';
  await names.first().click();
  await page.getByRole('tab', { name: 'Definition' }).click();
  await expect(told).toBeVisible({ timeout: READ_MS });
  const revision = /[0-9a-f-]{36}/.exec((await told.textContent()) ?? '')?.[0] ?? '';
  await page.getByRole('link', { name: 'executions that ran with it' }).click();
  await page.waitForURL((url) => url.searchParams.get('revision') === revision);
  await expect(page.getByRole('list', { name: 'Filters in force' })).toContainText(`Revision ${revision}`);
  await expect(names.first()).toHaveAttribute('title', newest, { timeout: READ_MS });

  // One that nobody has told of is no statement about executions.
  await page.getByRole('button', { name: 'More filters' }).click();
  const form = page.getByRole('dialog', { name: 'More filters' });
  await form.getByRole('textbox', { name: 'Revision' }).fill('of-nothing');
  await form.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing that was read so far matches these filters' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('The revision is not known here');
  await page.goto('about:blank'); // a page that goes on asking would complain of the stopped server
  await dashboard.stop();
  await aws.stop();
});
