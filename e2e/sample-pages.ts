import { executionAddress, MACHINES, machineAddress } from './addresses';
import { FIRST_READ, waitingOrder } from './waits';
import { expect, RESERVED, type Stack } from './with-local-aws';

export type SamplePage = { readonly name: string; readonly address: string };

/** Items enough for more events than are put into a page, and for many times the rows that fit into a window. */
const MANY = Array.from({ length: 320 }, (_, at) => ({ sku: `KB-${at}`, name: 'Keyboard', unitPrice: 1, quantity: 1 }));

const made = new WeakMap<Stack, Promise<readonly SamplePage[]>>();

/** Every page with data on it, once nothing of the past comes in any more. Made once for all tests of a worker. */
export function samplePages(stack: Stack): Promise<readonly SamplePage[]> {
  const pages = made.get(stack) ?? makeSamples(stack);
  made.set(stack, pages);
  return pages;
}

async function makeSamples(stack: Stack): Promise<readonly SamplePage[]> {
  const id = Date.now();
  const failed = await stack.start('order-fulfilment', `sample-failed-${id}`, {
    ...RESERVED,
    ChargeCard: [{ output: { chargeId: 'ch_1', network: 'visa' } }],
    BookCourier: [{ output: { bookingId: 'PN1', carrier: 'ParcelNet' } }],
    PrintLabel: [{ error: 'Label.PrinterOffline', cause: 'printer DUB-1/3 does not answer' }],
    PickItem: [{ durationMs: 5_000 }],
  });
  const waiting = await waitingOrder(stack, 'sample-waiting');
  const express = await stack.start('checkout-api', `sample-express-${id}`, {
    PriceCart: [{ error: 'Pricing.CurrencyUnknown', cause: 'no rules for XTS' }],
  });
  const large = await stack.start(
    'order-fulfilment',
    `sample-large-${id}`,
    // Nothing of it is left to chance: an order whose card is declined has no items to pick.
    {
      ValidateOrder: [{ output: { valid: true } }],
      ReserveStock: [{ output: { reserved: true } }],
      ChargeCard: [{ output: { chargeId: 'ch_1', network: 'visa' } }],
      PickItem: [{ durationMs: 1 }],
      BookCourier: [{ output: { bookingId: 'PN1', carrier: 'ParcelNet' } }],
      PrintLabel: [{ hold: true }],
    },
    { items: MANY },
  );
  for (const { name } of [failed, waiting, express, large]) await stack.untilListed(name);
  await stack.untilRead();
  // Until the server has read that it waits, its page grows.
  await expect.poll(async () => (await fetch(`${stack.url}${waiting.api}`)).ok, FIRST_READ).toBe(true);
  return [
    { name: 'overview', address: '/' },
    { name: 'executions', address: '/executions' },
    { name: 'hotspots', address: '/hotspots' },
    { name: 'approvals', address: '/approvals' },
    { name: 'settings', address: '/settings' },
    { name: 'Standard machine', address: machineAddress(MACHINES.standard) },
    { name: 'Express machine', address: machineAddress(MACHINES.express) },
    { name: 'machine without a log', address: machineAddress(MACHINES.silent) },
    { name: 'failed Standard execution', address: executionAddress(failed.executionArn) },
    { name: 'waiting Standard execution', address: executionAddress(waiting.executionArn) },
    { name: 'large Standard execution', address: executionAddress(large.executionArn) },
    { name: 'Express execution', address: executionAddress(express.executionArn) },
  ];
}
