import { approvalsResponse } from '@/lib/contract/approvals';
import { executionResponse } from '@/lib/contract/executions';
import { readApi } from './dashboard-api';
import { expect, type Order, test } from './with-peer';

async function waitingOf(url: string, executionArn: string) {
  const { items } = await readApi(url, ['approvals'], approvalsResponse);
  return items.filter((item) => item.executionArn === executionArn);
}

for (const order of ['approved', 'rejected'] as const satisfies readonly Order[]) {
  test(`the order to be ${order} waits, and its token is in no answer`, async ({ stack }) => {
    const executionArn = stack.orderArn(order);
    const waiting = async () => (await waitingOf(stack.url, executionArn)).map(({ state, kind }) => `${state} ${kind}`);
    await expect.poll(waiting, { timeout: 60_000 }).toEqual(['Approve task-token']);
    const token = /"token": ?"([^"]+)"/.exec(await stack.aws.parametersOf(executionArn, 'Approve'))?.[1] ?? '';
    expect(token.length).toBeGreaterThan(8);
    const [task] = await waitingOf(stack.url, executionArn);
    const arn = encodeURIComponent(executionArn);
    for (const path of [
      'approvals',
      `approvals/${arn}/${task?.eventId}`,
      `executions/${arn}/timeline`,
      `executions/${arn}/events`,
      `executions/${arn}/events/${task?.eventId}/payload`,
    ]) {
      const answer = await fetch(`${stack.url}/api/v1/${path}`);
      expect(answer.status, path).toBe(200);
      expect((await answer.text()).includes(token), `the token is in ${path}`).toBe(false);
    }
  });
}

test('approving on the page makes the execution succeed at the peer', async ({ page, stack }) => {
  const executionArn = stack.orderArn('approved');
  await page.goto('/approvals');
  await page.getByRole('link').filter({ hasText: '· approved' }).click();
  await page.getByRole('textbox', { name: 'Output on approval (JSON)' }).fill('{"approved": true, "by": "peer test"}');
  await page.getByRole('button', { name: 'Review and approve…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(page.getByText(/^Approved by local user/)).toBeVisible();
  await expect.poll(async () => (await stack.aws.describe(executionArn)).status).toBe('SUCCEEDED');
  const { output = '{}' } = await stack.aws.describe(executionArn);
  expect(JSON.parse(output)).toMatchObject({ approval: { approved: true, by: 'peer test' } });
  expect(await stack.aws.statesOf(executionArn)).not.toContain('Declined');
  await expect.poll(() => statusAt(stack.url, executionArn)).toBe('SUCCEEDED');
});

test('rejecting on the page sends the execution down its Catch', async ({ page, stack }) => {
  const executionArn = stack.orderArn('rejected');
  await page.goto('/approvals');
  await page.getByRole('link').filter({ hasText: '· rejected' }).click();
  await page.getByRole('button', { name: 'Reject…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: /^Error/ }).fill('Order.Declined');
  await dialog.getByRole('textbox', { name: /^Cause/ }).fill('too much for a peer test');
  await dialog.getByRole('button', { name: 'Reject', exact: true }).click();
  await expect(page.getByText(/^Rejected by local user/)).toBeVisible();
  await expect.poll(async () => (await stack.aws.describe(executionArn)).status).toBe('SUCCEEDED');
  expect(await stack.aws.statesOf(executionArn)).toEqual(['NeedsApproval?', 'Approve', 'Declined']);
  await expect.poll(() => statusAt(stack.url, executionArn)).toBe('SUCCEEDED');
  await expect.poll(() => waitingOf(stack.url, executionArn)).toEqual([]);
});

async function statusAt(url: string, executionArn: string): Promise<string> {
  return (await readApi(url, ['executions', executionArn], executionResponse)).status;
}
