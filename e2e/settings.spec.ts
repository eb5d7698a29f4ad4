import { localAwsEnvironment, startDashboard, startLocalAws } from './stack';
import { expect, test } from './with-local-aws';

test('settings say what is read, and what AWS has said to each permission', async ({ page, shell, stack }) => {
  await stack.untilRead();
  await shell.open('/settings');
  const aws = page.getByRole('region', { name: 'AWS' });
  await expect(aws).toContainText('123456789012');
  await expect(aws).toContainText(stack.aws.url);
  const permission = (action: string) => aws.getByRole('row').filter({ hasText: action });
  await expect(permission('states:ListExecutions')).toContainText('Allowed');
  await expect(permission('logs:FilterLogEvents')).toContainText('Allowed');
});

test('settings say how much the index holds, and for how long', async ({ page, shell, stack }) => {
  await stack.untilRead();
  await shell.open('/settings');
  const index = page.getByRole('region', { name: 'Index' });
  await expect(index).toContainText(/Executions\s*[\d,]*[1-9][\d,]*, [\d,]+ with their history/);
  await expect(index).toContainText(/Size on disk\s*[\d.,]+ (kB|MB), [\d,]+ bytes a visit/);
  await expect(index).toContainText('400 days after an execution’s end');
});

test('settings and metrics tell what of its budget each operation has used', async ({ page, stack }) => {
  const token = 'm'.repeat(32);
  const env = { ...localAwsEnvironment(stack.aws.url), STATELENS_AWS_SHARE: '0.5', STATELENS_METRICS_TOKEN: token };
  const dashboard = await startDashboard(env);
  try {
    await page.goto(`${dashboard.url}/settings`);
    const budget = page.getByRole('table', { name: 'Budget' });
    await expect(budget).toContainText('Up to 50 % of the smallest quota that AWS publishes');
    const cells = budget.getByRole('row').filter({ hasText: 'ListExecutions' }).getByRole('cell');
    // AWS grants two a second, of which half is ours. Something was listed, and nothing refused.
    await expect(cells).toHaveText(['1', /^[1-9]\d*$/, /^\d+$/, 'no'], { timeout: 60_000 });
    const refused = await page.request.get(`${dashboard.url}/metrics`);
    expect(refused.status()).toBe(401);
    const answer = await page.request.get(`${dashboard.url}/metrics`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status()).toBe(200);
    const labels = 'place="123456789012/eu-west-1",operation="ListExecutions"';
    const metrics = await answer.text();
    expect(metrics).toContain(`statelens_budget_allowed_calls_per_second{${labels}} 1\n`);
    expect(metrics).toMatch(new RegExp(`^statelens_aws_calls_total\\{${labels}\\} [1-9]`, 'm'));
    expect(metrics).toMatch(/^process_resident_memory_bytes [1-9]/m);
  } finally {
    await page.goto('about:blank');
    await dashboard.stop();
  }
});

test('the decisions that were made are one press away', async ({ page, shell }) => {
  await shell.open('/settings');
  await page.getByRole('link', { name: 'Decisions made here' }).click();
  await expect(shell.title).toHaveText('Approvals');
  await expect(page).toHaveURL(/view=decided/);
});

test.describe('a dashboard that stops while its page is open', () => {
  // The page goes on asking a server that is gone, of which the browser complains.
  test.use({ tolerated: /net::ERR_|503 \(Service Unavailable\)/ });

  test('an action that nobody has taken is not said to be allowed', async ({ page }) => {
    // A dashboard of its own: another test may have decided something on the one they share.
    const aws = await startLocalAws('empty');
    const dashboard = await startDashboard(localAwsEnvironment(aws.url));
    try {
      await page.goto(`${dashboard.url}/settings`);
      const actions = page.getByRole('region', { name: 'AWS' }).getByRole('row');
      await expect(actions.filter({ hasText: 'states:SendTaskSuccess' })).toContainText('Not tried yet');
    } finally {
      // With the page still open and asking: a stop must not wait for it.
      await dashboard.stop();
      await aws.stop();
    }
  });
});
