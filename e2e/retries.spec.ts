import { executionAddress, machineAddress } from './addresses';
import { ExecutionPage } from './execution-page';
import { expect, RESERVED, test, VALIDATED } from './with-local-aws';

const MACHINE = 'order-fulfilment';
const MACHINE_ARN = 'arn:aws:states:eu-west-1:123456789012:stateMachine:order-fulfilment';
const TIMEOUT = { error: 'Payment.GatewayTimeout', cause: 'no answer in time' };
/** The first entry of its Retry allows three retries; then its Catch takes what is left. */
const USED_UP = { ...RESERVED, ChargeCard: [TIMEOUT, TIMEOUT, TIMEOUT, TIMEOUT] };
const UNNAMED = { ...VALIDATED, ReserveStock: [{ error: 'Stock.LedgerOffline', cause: 'the ledger is offline' }] };
/** An index that was just started reads the past first; what is clicked is read ahead of it, but not in no time. */
const FIRST_READ = { timeout: 60_000 };

test('a state says how many of its attempts were made, what was planned and what was lost', async ({
  page,
  shell,
  stack,
}) => {
  test.slow();
  const { executionArn } = await stack.start(MACHINE, `retries-${Date.now()}`, USED_UP);
  await shell.open(executionAddress(executionArn));
  const execution = new ExecutionPage(page);
  await expect(execution.row('PaymentFailed')).toBeVisible(FIRST_READ);
  await execution.row('ChargeCard').click();
  const panel = execution.panel('ChargeCard');
  await expect(panel).toContainText('4 of 4 as configured');
  await expect(panel).toContainText(
    'Retry 1 (Payment.GatewayTimeout, States.Timeout) takes it, and its 3 retries were used up',
  );
  await expect(panel).toContainText('Catch 1 (States.ALL) took it and led to ReleaseStock');
  await expect(panel).toContainText(/waited [\d.]+ \S+, planned 2\.0 s/);
  await expect(panel).toContainText(/planned 8\.0 s/);
  await expect(panel).toContainText(/in failed attempts, .+ in backoff/);
  await expect(page.getByText(/· lost .+ in backoff/)).toBeVisible();
});

test('the error panel says why nothing retried or caught it', async ({ page, shell, stack }) => {
  const { executionArn } = await stack.start(MACHINE, `unhandled-${Date.now()}`, UNNAMED);
  await shell.open(executionAddress(executionArn));
  const why = page.getByRole('region', { name: 'Why it did not succeed' });
  await expect(why).toContainText('No Retry entry takes this error. No Catch entry takes this error.', FIRST_READ);
});

test('the page of a machine shows how long its executions took, and its retries', async ({ page, shell, stack }) => {
  test.slow();
  await stack.start(MACHINE, `durations-${Date.now()}`, USED_UP);
  await shell.open(machineAddress(MACHINE_ARN));
  const chart = page.getByRole('img', { name: /executions; most of them, .+ took .+; p50 .+, p95 .+, p99 / });
  await expect(chart).toBeVisible(FIRST_READ);
  await expect(chart.locator('.recharts-bar-rectangle').first()).toBeVisible();
  await expect(page.getByRole('region', { name: 'Durations' })).toContainText('executions that ended');
  await expect(page.getByRole('region', { name: 'Retries over time' })).toContainText(/\d+ retr(y|ies)|was retried/);
});

test.describe('where the server fails', () => {
  // It is the failure that is asked for here.
  test.use({ tolerated: /404 \(Not Found\)|500 \(Internal Server Error\)/ });

  test('a failure to read the durations is told as one', async ({ page, shell, stack }) => {
    await stack.start(MACHINE, `durations-failing-${Date.now()}`);
    await page.route('**/durations?*', (route) =>
      route.fulfill({
        status: 500,
        json: { error: { code: 'internal', message: 'The index could not be read.', requestId: 'r-1' } },
      }),
    );
    await shell.open(machineAddress(MACHINE_ARN));
    await expect(page.getByRole('region', { name: 'Durations' })).toContainText(
      'The index could not be read.',
      FIRST_READ,
    );
    await expect(page.getByRole('region', { name: 'Retries over time' })).toContainText('Not known');
  });
});
