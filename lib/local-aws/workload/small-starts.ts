import { isList, isMap, type JsonValue } from '../json-value';
import { ASSET_BACKUP } from './asset-backup';
import { CHECKOUT_API } from './checkout-api';
import type { MachinePlan } from './machine-plan';
import { ORDER_FULFILMENT } from './order-fulfilment';
import { type PlannedMachine, PlannedStart, STOPPED } from './planned-start';
import { OPEN_SCENARIOS, PAYOUT_SCENARIOS, SCENARIOS, type Scenario } from './small';
import { SUPPLIER_PAYOUTS } from './supplier-payouts';

const MINUTE_MS = 60_000;
/** How far back the small workload reaches. */
export const SMALL_SPAN_MS = 8 * 60 * MINUTE_MS;
const ORDERS = 36;
const CHECKOUTS = 60;
const BACKUPS = 8;

/** Lays out the small workload: each way in which things can go, at a known place. */
export function layOutSmall(machines: readonly PlannedMachine[], seed: string, nowMs: number): void {
  const startsOf = (plan: MachinePlan) => new Starts(machines, plan, seed);
  layOutOrders(startsOf(ORDER_FULFILMENT), nowMs);
  const checkouts = startsOf(CHECKOUT_API);
  for (let number = 0; number < CHECKOUTS; number += 1) {
    checkouts.at(nowMs - (CHECKOUTS - number) * 30_000 - 15_000, (start) => start.begin(checkouts.region));
  }
  const backups = startsOf(ASSET_BACKUP);
  for (let number = 1; number <= BACKUPS; number += 1) {
    backups.at(nowMs - number * 5 * MINUTE_MS, (start) => start.begin(backups.region));
  }
  const batches = startsOf(SUPPLIER_PAYOUTS);
  for (const [index, scenario] of PAYOUT_SCENARIOS.entries()) {
    batches.at(nowMs - (PAYOUT_SCENARIOS.length - index) * 20 * MINUTE_MS, ({ request }) => {
      batches.region.start({ ...request, ...toBatch(request.input, scenario) });
    });
  }
}

/** Starts of one machine, numbered in the order in which they are asked for. */
class Starts {
  readonly #machine: PlannedMachine;
  readonly #seed: string;
  #number = 0;

  constructor(machines: readonly PlannedMachine[], wanted: MachinePlan, seed: string) {
    const machine = machines.find(({ plan }) => plan === wanted);
    if (machine === undefined) throw new Error(`${wanted.name} was not created`);
    this.#machine = machine;
    this.#seed = seed;
  }

  get region() {
    return this.#machine.region;
  }

  at(timeMs: number, begin: (start: PlannedStart) => void): void {
    this.#number += 1;
    const start = new PlannedStart(this.#machine, this.#number, timeMs, this.#seed);
    this.region.scheduler.at(timeMs, () => begin(start));
  }
}

function layOutOrders(orders: Starts, nowMs: number): void {
  const closed = ORDERS - OPEN_SCENARIOS.length;
  const scenarios = [
    ...Array.from(
      { length: closed },
      (_, index) => SCENARIOS[index] ?? SCENARIOS[2 + (index % (SCENARIOS.length - 2))],
    ),
    ...OPEN_SCENARIOS,
  ];
  for (const [index, scenario] of scenarios.entries()) {
    if (scenario === undefined) continue;
    const { region } = orders;
    orders.at(nowMs - SMALL_SPAN_MS + 1_000 + index * (SMALL_SPAN_MS / ORDERS), ({ request }) => {
      const input = toOrder(request.input, scenario);
      const execution = region.start({ ...request, input, overrides: scenario.overrides });
      if (scenario.abortedAfterMs === undefined) return;
      region.scheduler.after(scenario.abortedAfterMs, () => execution.abort(STOPPED));
    });
  }
}

function toOrder(input: JsonValue, scenario: Scenario): JsonValue {
  if (!isMap(input)) return input;
  const { items, ...rest } = input;
  const sized = { ...rest, amount: scenario.isLarge ? 2_450 : 189.5 };
  return scenario.hasNoItems ? sized : { ...sized, items: items ?? [] };
}

function toBatch(input: JsonValue, { overrides, approvalSeconds, payouts }: (typeof PAYOUT_SCENARIOS)[number]) {
  const batch = isMap(input) ? input : {};
  const some = isList(batch['payouts']) ? batch['payouts'].slice(0, payouts) : [];
  return { input: { ...batch, payouts: some, approvalSeconds }, overrides };
}
