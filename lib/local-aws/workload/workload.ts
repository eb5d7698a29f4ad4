import type { AccountRegion } from '../engine/account-region';
import { type LoadSettings, layOutLoad, placesOfLoad } from '../load/load-workload';
import type { Place } from '../places';
import { ASSET_BACKUP } from './asset-backup';
import { ASSET_EVENTS } from './asset-events';
import { CATALOGUE_SEARCH } from './catalogue-search';
import { CHECKOUT_API } from './checkout-api';
import { CUSTOMER_ONBOARDING } from './customer-onboarding';
import { beginningOfDemoMs, layOutDemo } from './demo-starts';
import { IDENTITY_VERIFICATION } from './identity-verification';
import type { MachinePlan } from './machine-plan';
import { MEDIA_PIPELINE } from './media-pipeline';
import { MONTH_END_CLOSE } from './month-end-close';
import { ORDER_FULFILMENT } from './order-fulfilment';
import { type PlannedMachine, PlannedStart } from './planned-start';
import { PRICE_QUOTES } from './price-quotes';
import { SALES_LEDGER } from './sales-ledger';
import { layOutSmall, SMALL_SPAN_MS } from './small-starts';
import { SUPPLIER_PAYOUTS } from './supplier-payouts';

export const WORKLOADS = ['demo', 'small', 'empty', 'load'] as const;

export type WorkloadSettings = {
  readonly kind: (typeof WORKLOADS)[number];
  /** The same seed at the same time gives the same workload. */
  readonly seed: string;
  /** Days of past executions in the demo, before the one that has begun (UTC). */
  readonly days: number;
  /** A file that keeps what came of past starts for the next time. */
  readonly pastFile?: string;
  /** How much the `load` workload holds. */
  readonly loads?: readonly LoadSettings[];
};

const DAY_MS = 86_400_000;

/** Of the small workload, which browser tests know machine by machine, and of the demo. */
const EVERYWHERE = [ORDER_FULFILMENT, CHECKOUT_API, PRICE_QUOTES, SUPPLIER_PAYOUTS];
const IN_THE_DEMO = [
  SALES_LEDGER,
  IDENTITY_VERIFICATION,
  CUSTOMER_ONBOARDING,
  MONTH_END_CLOSE,
  MEDIA_PIPELINE,
  CATALOGUE_SEARCH,
  ASSET_BACKUP,
  ASSET_EVENTS,
];
export const DEMO_PLANS: readonly MachinePlan[] = [...EVERYWHERE, ...IN_THE_DEMO];
const PLANS: Readonly<Record<WorkloadSettings['kind'], readonly MachinePlan[]>> = {
  demo: DEMO_PLANS,
  // With one machine of another account, so that two can be read together.
  small: [...EVERYWHERE, ASSET_BACKUP],
  empty: [],
  load: [],
};

/** A test checks the definitions of all plans; doing it at each start would take seconds of it. */
const KNOWN_TO_BE_FIT = () => {};

/** Starts that are asked for one by one have numbers of their own, beyond those that come by themselves. */
const ASKED_AFTER_NUMBER = 80_000;

/** The machines and what starts their executions, in the past and from now on. */
export class Workload {
  /** While true nothing new starts; what runs goes on. */
  isPaused = false;
  readonly #settings: WorkloadSettings;
  readonly #machines: readonly PlannedMachine[];
  readonly #regionOf: (place: Place) => AccountRegion;
  #asked = 0;

  /** Makes the machines. `nowMs` (epoch ms) is when the workload will be ready. */
  constructor(settings: WorkloadSettings, regionOf: (place: Place) => AccountRegion, nowMs: number) {
    this.#settings = settings;
    this.#regionOf = regionOf;
    this.#machines = PLANS[settings.kind].map((plan) => createPlanned(plan, regionOf(plan.place), nowMs));
  }

  /** When virtual time must begin for the workload to have its past at `nowMs`. Both are epoch ms. */
  static beginningMs({ kind, days }: WorkloadSettings, nowMs: number): number {
    if (kind === 'demo') return beginningOfDemoMs(PLANS.demo, days, nowMs);
    return kind === 'small' ? nowMs - SMALL_SPAN_MS : nowMs;
  }

  /** Lays out what starts when, on the way to `nowMs` and after it. */
  begin(nowMs: number): void {
    const isPaused = () => this.isPaused;
    if (this.#settings.kind === 'demo') layOutDemo(this.#machines, { ...this.#settings, nowMs, isPaused });
    const { loads = [], seed, days } = this.#settings;
    for (const load of loads)
      for (const place of placesOfLoad(load)) layOutLoad(this.#regionOf(place), load, seed, days, nowMs);
    if (this.#settings.kind === 'small') layOutSmall(this.#machines, this.#settings.seed, nowMs);
  }

  /** A start as the workload would make it, or `null` where it has no machine of the name. */
  sampleStart(machineName: string) {
    const of = this.#machines.find(({ plan }) => plan.name === machineName);
    if (of === undefined) return null;
    this.#asked += 1;
    const { seed } = this.#settings;
    const start = new PlannedStart(of, ASKED_AFTER_NUMBER + this.#asked, of.region.scheduler.nowMs, seed);
    return { region: of.region, request: start.request };
  }
}

function createPlanned(plan: MachinePlan, region: AccountRegion, nowMs: number): PlannedMachine {
  // Older than anything that ran: machines are made once and run for long.
  const first = region.createMachine({ ...plan, createdMs: region.scheduler.nowMs - 40 * DAY_MS }, KNOWN_TO_BE_FIT);
  if (plan.revision === undefined) return { plan, region, machineAt: () => first };
  const { atMs, ...update } = plan.revision;
  const revisedMs = atMs(nowMs);
  const revised = region.updateMachine(first.arn, update, revisedMs, KNOWN_TO_BE_FIT);
  return { plan, region, machineAt: (timeMs) => (timeMs < revisedMs ? first : revised) };
}
