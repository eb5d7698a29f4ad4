import { expect, test } from './with-local-aws';

/** Two machines of the workload, one of each type. */
const STANDARD = 'order-fulfilment';
const EXPRESS = 'checkout-api';

test('shows both machines with their figures, and a row leads to the executions of its machine', async ({
  page,
  shell,
}) => {
  await shell.open('/?from=now-7d&to=now');
  const table = page.getByRole('table', { name: 'State machines, worst first' });
  for (const name of [STANDARD, EXPRESS]) {
    const row = table.getByRole('row').filter({ hasText: name });
    await expect(row.getByRole('img')).toHaveAccessibleName(/ended well|failed and|No execution ended/, {
      timeout: 30_000,
    });
  }
  await table.getByRole('link', { name: STANDARD }).click();
  await expect(shell.title).toHaveText('Executions');
  const query = new URL(page.url()).searchParams;
  expect(query.get('machine')).toContain(`stateMachine:${STANDARD}`);
  expect(query.get('from')).toBe('now-7d');
});

test('a tile leads to the list that it counts', async ({ page, shell }) => {
  await shell.open('/?from=now-7d&to=now');
  const tile = page.getByRole('list', { name: 'Figures of all state machines' }).getByRole('link', { name: /^Failed/ });
  const count = await tile.getByText(/^\d[\d,]*$/).textContent();
  await tile.click();
  await expect(page.getByRole('button', { name: /^Failed/ })).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('navigation', { name: 'Pages of executions' })).toContainText(`of ${count} execution`);
});

test('figures of a running tile are of now, so its link has a range of its own', async ({ page, shell }) => {
  await shell.open('/?from=now-1h&to=now');
  const tile = page
    .getByRole('list', { name: 'Figures of all state machines' })
    .getByRole('link', { name: /^Running/ });
  await tile.click();
  await page.waitForURL(/status=RUNNING/);
  expect(new URL(page.url()).searchParams.get('from')).toBe('now-365d');
});

test('the foot names account and region and an age that moves on', async ({ page, shell }) => {
  await shell.open('/');
  const foot = page.getByRole('contentinfo');
  await expect(foot).toContainText('eu-west-1');
  await expect(foot).toContainText(/Synced (just now|\d+ s ago)/, { timeout: 60_000 });
});

test('a page that cannot be brought up to date keeps what it has and says how old it is', async ({
  page,
  shell,
  complaints,
}) => {
  await shell.open('/');
  await expect(page.getByRole('table', { name: 'State machines, worst first' })).toBeVisible();
  await page.route('**/api/v1/overview?**', (route) => route.abort());
  const alert = page.getByRole('region', { name: 'The figures could not be brought up to date' });
  await expect(alert).toContainText(/What stands here was read .* ago/, { timeout: 30_000 });
  await expect(page.getByRole('list', { name: 'Figures of all state machines' })).toBeVisible();
  await page.unroute('**/api/v1/overview?**');
  await alert.getByRole('button', { name: 'Try again' }).click();
  await expect(alert).toBeHidden();
  // The browser reports each request that this test let fail; anything else is still a complaint.
  expect(complaints.splice(0).filter((text) => !text.includes('net::ERR_FAILED'))).toEqual([]);
});

test('paused, the page asks for no figures', async ({ page, shell }) => {
  await shell.open('/');
  await page.getByRole('button', { name: 'Live' }).click();
  let asked = 0;
  page.on('request', (request) => {
    if (/\/api\/v1\/(overview|machines)/.test(request.url())) asked += 1;
  });
  // The foot goes on: its third answer is later than the figures' next turn would have been.
  for (const _turn of [1, 2, 3]) await page.waitForResponse('**/api/v1/sync');
  expect(asked).toBe(0);
});

test('a state machine is one jump away by a part of its name', async ({ page, shell, stack }) => {
  await stack.untilRead();
  await shell.open('/');
  await shell.jumpButton.click();
  await shell.jumpField.fill('fulfil');
  await expect(page.getByRole('option').first()).toContainText('order-fulfilment');
  await page.keyboard.press('Enter');
  await expect(shell.title).toHaveText('order-fulfilment');
});
