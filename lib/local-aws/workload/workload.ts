import type { AccountRegion } from '../engine/account-region';
import type { Execution } from '../engine/execution';
import type { StateMachine } from '../engine/state-machine';
import { isList, isMap, type JsonValue } from '../json-value';
import { Random } from '../random';
import { CHECKOUT_API } from './checkout-api';
import { CUSTOMER_ONBOARDING } from './customer-onboarding';
import { IDENTITY_VERIFICATION } from './identity-verification';
import type { MachinePlan } from './machine-plan';
import { ORDER_FULFILMENT } from './order-fulfilment';
import { PRICE_QUOTES } from './price-quotes';
import { SALES_LEDGER, untilNextClosingMs } from './sales-ledger';
import { OPEN_SCENARIOS, PAYOUT_SCENARIOS, SCENARIOS, type Scenario } from './small';
import { SUPPLIER_PAYOUTS } from './supplier-payouts';

export const WORKLOADS = ['demo', 'small', 'empty'] as const;

export type WorkloadSettings = {
  readonly kind: (typeof WORKLOADS)[number];
  /** The same seed at the same time gives the same workload. */
  readonly seed: string;
  /** Days of past orders in the demo. */
  readonly days: number;
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** How far back the Express machine of the demo reaches. */
const CHECKOUTS_MS = 2 * HOUR_MS;
/** The demo goes live this long before it is ready: some large orders wait for an approval by then. */
const LIVE_ORDERS_MS = 20 * MINUTE_MS;
const PAST_ORDER_GAP_MS = 173_000;
const LIVE_ORDER_GAP_MS = 20_000;
const CHECKOUT_GAP_MS = 1_000;
const PAYOUT_GAP_MS = 100 * MINUTE_MS;
const ONBOARDING_GAP_MS = 24 * MINUTE_MS;
const LATE_FILES_GAP_MS = 35 * MINUTE_MS;

/** Of the small workload, which browser tests know machine by machine, and of the demo. */
const EVERYWHERE = [ORDER_FULFILMENT, CHECKOUT_API, PRICE_QUOTES, SUPPLIER_PAYOUTS];
const IN_THE_DEMO = [SALES_LEDGER, IDENTITY_VERIFICATION, CUSTOMER_ONBOARDING];
/** Whose executions operators stop by hand now and then. */
const STOPPED_BY_HAND = [ORDER_FULFILMENT, SUPPLIER_PAYOUTS];
const MOST_REDRIVES = 2;

const SMALL_SPAN_MS = 8 * HOUR_MS;
const SMALL_ORDERS = 36;
const SMALL_CHECKOUTS = 60;

/** What an operator writes who stops an execution by hand. */
const STOPPED = { error: 'Operator.Stopped', cause: 'Duplicate order, customer called (ticket SUP-20418)' };

type Planned = {
  readonly plan: MachinePlan;
  readonly machine: StateMachine;
  readonly random: Random;
  started: number;
};

/** The machines and what starts their executions, in the past and from now on. */
export class Workload {
  /** While true nothing new starts; what runs goes on. */
  isPaused = false;
  readonly #settings: WorkloadSettings;
  readonly #target: AccountRegion;
  readonly #random: Random;
  readonly #machines = new Map<string, Planned>();

  constructor(settings: WorkloadSettings, target: AccountRegion) {
    this.#settings = settings;
    this.#target = target;
    this.#random = new Random(`${settings.seed}/workload`);
    if (settings.kind === 'empty') return;
    for (const plan of settings.kind === 'demo' ? [...EVERYWHERE, ...IN_THE_DEMO] : EVERYWHERE) {
      // Older than anything that ran: machines are made once and run for long.
      const createdMs = target.scheduler.nowMs - 40 * DAY_MS;
      // What one machine draws must not change what another is given.
      const own = plan === SUPPLIER_PAYOUTS ? 'payouts' : plan.name;
      const sharesRandom = EVERYWHERE.includes(plan) && plan !== SUPPLIER_PAYOUTS;
      const random = sharesRandom ? this.#random : new Random(`${settings.seed}/${own}`);
      this.#machines.set(plan.name, {
        plan,
        machine: target.createMachine({ ...plan, createdMs }),
        random,
        started: 0,
      });
    }
  }

  /** When virtual time must begin for the workload to have its past at `nowMs`. Both are epoch ms. */
  static beginningMs({ kind, days }: WorkloadSettings, nowMs: number): number {
    if (kind === 'demo') return nowMs - days * DAY_MS;
    return kind === 'small' ? nowMs - SMALL_SPAN_MS : nowMs;
  }

  /** Lays out what starts when, on the way to `nowMs` and after it. Runs nothing yet. */
  begin(nowMs: number): void {
    if (this.#settings.kind === 'small') this.#planSmall(nowMs);
    if (this.#settings.kind === 'demo') this.#planDemo(nowMs);
  }

  /** A machine with a name and an input as the workload would start it next, or `null` where it has no such machine. */
  sampleStart(machineName: string) {
    const planned = this.#machines.get(machineName);
    if (planned === undefined) return null;
    return { target: this.#target, machine: planned.machine, ...this.#toStart(planned) };
  }

  #planDemo(nowMs: number): void {
    const { scheduler } = this.#target;
    const liveFromMs = nowMs - LIVE_ORDERS_MS;
    this.#arrive(this.#planned(ORDER_FULFILMENT), scheduler.nowMs, (timeMs) =>
      this.#random.gapMs(timeMs < liveFromMs ? PAST_ORDER_GAP_MS / daytimeShare(timeMs) : LIVE_ORDER_GAP_MS),
    );
    const checkoutsFromMs = Math.max(scheduler.nowMs, nowMs - CHECKOUTS_MS);
    this.#arrive(this.#planned(CHECKOUT_API), checkoutsFromMs, () => this.#random.gapMs(CHECKOUT_GAP_MS));
    const payouts = this.#planned(SUPPLIER_PAYOUTS);
    this.#arrive(payouts, scheduler.nowMs, () => payouts.random.gapMs(PAYOUT_GAP_MS));
    const customers = this.#planned(CUSTOMER_ONBOARDING);
    this.#arrive(customers, scheduler.nowMs, () => customers.random.gapMs(ONBOARDING_GAP_MS));
    const ledger = this.#planned(SALES_LEDGER);
    this.#arrive(ledger, scheduler.nowMs, untilNextClosingMs);
    this.#arrive(ledger, scheduler.nowMs, () => ledger.random.gapMs(LATE_FILES_GAP_MS));
  }

  /** Starts one execution after the other for ever; each lays out the next, so that only one is ever waited for. */
  #arrive(planned: Planned, timeMs: number, gapMs: (timeMs: number) => number): void {
    const nextMs = timeMs + gapMs(timeMs);
    this.#target.scheduler.at(nextMs, () => {
      if (!this.isPaused) this.#startNext(planned);
      this.#arrive(planned, nextMs, gapMs);
    });
  }

  #startNext(planned: Planned): void {
    const { name, input } = this.#toStart(planned);
    const execution = this.#target.start({ machine: planned.machine, name, input });
    this.#redriveWhenFailed(planned, execution);
    if (!STOPPED_BY_HAND.includes(planned.plan) || !planned.random.chance(0.005)) return;
    this.#target.scheduler.after(planned.random.between(8_000, 40_000), () => {
      if (execution.status === 'RUNNING') execution.abort(STOPPED);
    });
  }

  #redriveWhenFailed({ plan, random }: Planned, execution: Execution): void {
    const { redriveAfterMs } = plan;
    if (redriveAfterMs === undefined) return;
    execution.whenOver(() => {
      if (execution.status !== 'FAILED' || execution.redriveCount >= MOST_REDRIVES) return;
      this.#target.scheduler.after(redriveAfterMs(random), () => {
        if (execution.status === 'FAILED') execution.redrive();
      });
    });
  }

  #planSmall(nowMs: number): void {
    const { scheduler } = this.#target;
    const orders = this.#planned(ORDER_FULFILMENT);
    const closed = SMALL_ORDERS - OPEN_SCENARIOS.length;
    const gapMs = SMALL_SPAN_MS / SMALL_ORDERS;
    const scenarios = [
      ...Array.from(
        { length: closed },
        (_, index) => SCENARIOS[index] ?? SCENARIOS[2 + (index % (SCENARIOS.length - 2))],
      ),
      ...OPEN_SCENARIOS,
    ];
    for (const [index, scenario] of scenarios.entries()) {
      const timeMs = scheduler.nowMs + 1_000 + index * gapMs;
      if (scenario !== undefined) scheduler.at(timeMs, () => this.#startScenario(orders, scenario));
    }
    const checkouts = this.#planned(CHECKOUT_API);
    for (let number = 0; number < SMALL_CHECKOUTS; number += 1) {
      const timeMs = nowMs - (SMALL_CHECKOUTS - number) * 30_000 - 15_000;
      scheduler.at(timeMs, () => this.#startNext(checkouts));
    }
    const batches = this.#planned(SUPPLIER_PAYOUTS);
    for (const [index, scenario] of PAYOUT_SCENARIOS.entries()) {
      const timeMs = nowMs - (PAYOUT_SCENARIOS.length - index) * 20 * MINUTE_MS;
      scheduler.at(timeMs, () => this.#startBatch(batches, scenario));
    }
  }

  #startBatch(planned: Planned, scenario: (typeof PAYOUT_SCENARIOS)[number]): void {
    const { name, input } = this.#toStart(planned);
    const { overrides, approvalSeconds } = scenario;
    const batch = isMap(input) ? input : {};
    const payouts = isList(batch['payouts']) ? batch['payouts'].slice(0, scenario.payouts) : [];
    this.#target.start({ machine: planned.machine, name, input: { ...batch, payouts, approvalSeconds }, overrides });
  }

  #startScenario(planned: Planned, scenario: Scenario): void {
    const { name, input } = this.#toStart(planned);
    const execution = this.#target.start({
      machine: planned.machine,
      name,
      input: toScenarioInput(input, scenario),
      overrides: scenario.overrides,
    });
    if (scenario.abortedAfterMs === undefined) return;
    this.#target.scheduler.after(scenario.abortedAfterMs, () => execution.abort(STOPPED));
  }

  #toStart(planned: Planned) {
    planned.started += 1;
    return planned.plan.toStart(planned.random, this.#target.scheduler.nowMs, planned.started);
  }

  #planned({ name }: MachinePlan): Planned {
    const planned = this.#machines.get(name);
    if (planned === undefined) throw new Error(`${name} was not created`);
    return planned;
  }
}

function toScenarioInput(input: JsonValue, scenario: Scenario): JsonValue {
  if (!isMap(input)) return input;
  const { items, ...rest } = input;
  const sized = { ...rest, amount: scenario.isLarge ? 2_450 : 189.5 };
  return scenario.hasNoItems ? sized : { ...sized, items: items ?? [] };
}

/** How busy the shop is at a time of day, 1 on average: quiet at night, busiest in the evening. */
function daytimeShare(timeMs: number): number {
  const hour = (timeMs % DAY_MS) / HOUR_MS;
  return 1 + 0.75 * Math.sin(((hour - 11) / 24) * 2 * Math.PI);
}
