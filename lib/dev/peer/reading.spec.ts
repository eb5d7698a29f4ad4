import { definitionResponse } from '@/lib/contract/definition';
import { executionsResponse } from '@/lib/contract/executions';
import { machineHotspotsResponse, type StateHotspot } from '@/lib/contract/hotspots';
import { timelineResponse } from '@/lib/contract/timeline';
import { readApi } from './dashboard-api';
import { expect, ITEMS, ORDERS, test } from './with-peer';

const LAST_HOUR = { from: 'now-1h', to: 'now' };

async function executionsOf(url: string, machine: string) {
  const { items } = await readApi(url, ['executions'], executionsResponse, { ...LAST_HOUR, machine });
  return items;
}

/** Visits of an execution by the name of their state. */
async function visitsOf(url: string, executionArn: string) {
  const timeline = await readApi(url, ['executions', executionArn, 'timeline'], timelineResponse);
  if (timeline.kind !== 'whole') throw new Error(timeline.kind);
  return (state: string) => timeline.visits.filter((visit) => visit.state === state);
}

test('every order is read with its status, its error and the state that failed', async ({ stack }) => {
  const rows = async () =>
    Object.fromEntries(
      (await executionsOf(stack.url, stack.ordersArn)).map(({ name, status, error, failedState, historyCoverage }) => [
        name,
        { status, error, failedState, historyCoverage },
      ]),
    );
  const settled = { status: 'SUCCEEDED', error: null, failedState: null, historyCoverage: 'full' };
  const waits = { ...settled, status: 'RUNNING' };
  await expect.poll(rows, { timeout: 60_000 }).toEqual({
    first: settled,
    second: settled,
    unreachable: settled,
    refused: { ...settled, status: 'FAILED', error: 'Order.Refused', failedState: 'Refuse' },
    approved: waits,
    rejected: waits,
  });
  for (const order of ORDERS) {
    const told = await stack.aws.describe(stack.orderArn(order));
    expect((await rows())[order]?.status, `${order}, as the peer has it`).toBe(told.status);
  }
});

test('an execution that ran out of time has its end from its history', async ({ stack }) => {
  const { machineArn, executionArn } = stack.overdue;
  const rows = async () =>
    (await executionsOf(stack.url, machineArn)).map(({ name, status, historyCoverage }) => ({
      name,
      status,
      historyCoverage,
    }));
  await expect
    .poll(rows, { timeout: 60_000 })
    .toEqual([{ name: 'overdue', status: 'TIMED_OUT', historyCoverage: 'full' }]);
  expect((await stack.aws.describe(executionArn)).status).toBe('TIMED_OUT');
  const [row] = await executionsOf(stack.url, machineArn);
  // It was allowed two seconds, and waited for thirty.
  expect(row?.durationMs).toBeGreaterThanOrEqual(2_000);
  expect(row?.durationMs).toBeLessThan(30_000);
  const visits = await visitsOf(stack.url, executionArn);
  expect(visits('Linger')).toMatchObject([{ outcome: 'aborted' }]);
});

test('attempts, and a Parallel with a Map in it, stand in the timeline as they went', async ({ stack }) => {
  const visits = await visitsOf(stack.url, stack.orderArn('unreachable'));
  const [notify] = visits('Notify');
  expect(notify).toMatchObject({ outcome: 'caught', depth: 1 });
  expect(notify?.attempts.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual([
    'first failed',
    'retry failed',
    'retry failed',
  ]);
  for (const { backoffMs } of notify?.attempts.slice(1) ?? []) expect(backoffMs).toBeGreaterThanOrEqual(900);
  expect(visits('Prepare')).toMatchObject([{ stateType: 'Parallel', outcome: 'succeeded', depth: 0 }]);
  const [map] = visits('PriceItems');
  expect(map).toMatchObject({ stateType: 'Map', outcome: 'succeeded', parent: visits('Prepare')[0]?.id });
  expect(map?.map).toMatchObject({
    lengths: [ITEMS],
    counts: { started: ITEMS, succeeded: ITEMS, failed: 0, aborted: 0 },
  });
  const items = visits('PriceItem');
  expect(new Set(items.map(({ parent }) => parent))).toEqual(new Set([map?.id]));
  expect(items.map(({ iteration }) => iteration).toSorted()).toEqual(
    Array.from({ length: ITEMS }, (_, index) => index),
  );
  expect(visits('Prepare')[0]?.exit).not.toBeNull();
});

test('each state the peer entered is a visit, for every order', async ({ stack }) => {
  for (const order of ORDERS) {
    const timeline = await readApi(stack.url, ['executions', stack.orderArn(order), 'timeline'], timelineResponse);
    if (timeline.kind !== 'whole') throw new Error(timeline.kind);
    const entered = await stack.aws.statesOf(stack.orderArn(order));
    expect(timeline.visits.map(({ state }) => state).toSorted(), order).toEqual(entered.toSorted());
    expect(timeline, order).toMatchObject({ missingIds: 0, unknownTypes: [] });
  }
});

test('the definition of an execution is shown', async ({ stack }) => {
  const answer = await readApi(stack.url, ['executions', stack.orderArn('first'), 'definition'], definitionResponse);
  expect(answer).toMatchObject({ kind: 'definition', isAsRun: true });
});

test('log lines of Express executions are read, those of another machine and plain text left out', async ({
  stack,
}) => {
  const rows = async () =>
    (await executionsOf(stack.url, stack.checkoutsArn))
      .map(({ name, status, error, failedState }) => ({ name, status, error, failedState }))
      .toSorted((one, two) => one.name.localeCompare(two.name));
  await expect.poll(rows, { timeout: 60_000 }).toEqual([
    { name: 'declined', status: 'FAILED', error: 'Card.Declined', failedState: 'Pay' },
    { name: 'paid', status: 'SUCCEEDED', error: null, failedState: null },
  ]);
  const [paid] = stack.checkoutArns;
  const visits = await visitsOf(stack.url, paid);
  expect([visits('Check').length, visits('Pay').length]).toEqual([1, 1]);
});

test('a list and an execution can be looked at', async ({ page, stack }) => {
  await page.goto(`/executions?${new URLSearchParams({ ...LAST_HOUR, machine: stack.ordersArn })}`);
  const row = page.getByRole('table', { name: 'Executions' }).getByRole('row').filter({ hasText: 'Order.Refused' });
  await expect(row).toContainText('Failed');
  await row.getByRole('link', { name: 'refused' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('refused');
  await expect(page.getByText('the order is bad').first()).toBeVisible();
  await expect(page.getByText('Refuse', { exact: true }).first()).toBeVisible();
});

test('the figures of every state are what this test has started', async ({ stack }) => {
  const figures = async () => {
    const answer = await readApi(
      stack.url,
      ['machines', stack.ordersArn, 'hotspots'],
      machineHotspotsResponse,
      LAST_HOUR,
    );
    return Object.fromEntries(answer.states.map((state) => [state.state, counted(state)]));
  };
  // Before anything is answered: two orders wait, so four have been prepared.
  const prepared = ORDERS.length - 2;
  const passed = (visits: number) => ({ ...NOTHING, visits, succeeded: visits });
  await expect.poll(figures, { timeout: 60_000 }).toEqual({
    'NeedsApproval?': passed(ORDERS.length),
    Approve: { ...NOTHING, waiting: 2 },
    Prepare: passed(prepared),
    PriceItems: passed(prepared),
    PriceItem: passed(prepared * ITEMS),
    Notify: { ...passed(prepared - 1), visits: prepared, caught: 1, retried: 1, retries: 2, failedAttempts: 3 },
    NotNotified: passed(1),
    'IsGood?': passed(prepared),
    Refuse: { ...NOTHING, visits: 1, failed: 1, fatal: 1 },
    Done: passed(prepared - 1),
  });
});

const NOTHING = {
  visits: 0,
  succeeded: 0,
  failed: 0,
  caught: 0,
  fatal: 0,
  retried: 0,
  retries: 0,
  failedAttempts: 0,
  waiting: 0,
};

function counted(state: StateHotspot): typeof NOTHING {
  const { visits, succeeded, failed, caught, fatal, retried, retries, failedAttempts, waiting } = state;
  return { visits, succeeded, failed, caught, fatal, retried, retries, failedAttempts, waiting };
}
