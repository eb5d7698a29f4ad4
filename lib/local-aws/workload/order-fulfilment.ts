import { SHOP } from '../places';
import type { MachinePlan } from './machine-plan';
import { ORDER_FULFILMENT_DEFINITION } from './order-fulfilment-definition';
import { ORDER_FULFILMENT_SCRIPT } from './order-fulfilment-script';
import { toOrder } from './orders';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** On average 400 orders a day. */
const GAP_MS = DAY_MS / 400;
/** Of late a campaign brings many more, so that whoever looks on sees something happen, and large ones that wait. */
const CAMPAIGN_GAP_MS = 20_000;
const CAMPAIGN_MS = 20 * 60_000;

/** The Standard machine of the workload. It does not log: its histories are read from the API. */
export const ORDER_FULFILMENT: MachinePlan = {
  name: 'order-fulfilment',
  place: SHOP,
  type: 'STANDARD',
  definition: ORDER_FULFILMENT_DEFINITION,
  script: ORDER_FULFILMENT_SCRIPT,
  logs: { level: 'OFF', includeExecutionData: false, group: null },
  // Orders are started without either; whoever asks by hand may name one.
  versions: [{ name: '4', createdMs: Date.UTC(2026, 5, 18, 9, 5) }],
  aliases: [{ name: 'live', createdMs: Date.UTC(2026, 5, 18, 9, 6) }],
  toStart: toOrder,
  arrivals: [
    { gapMs: (random, timeMs) => random.gapMs(GAP_MS / daytimeShare(timeMs)) },
    { gapMs: (random) => random.gapMs(CAMPAIGN_GAP_MS), sinceMs: CAMPAIGN_MS, afterNumber: 40_000 },
  ],
  operators: { stoppedShare: 0.005 },
};

/** How busy the shop is at a time of day, 1 on average: quiet at night, busiest in the evening. */
function daytimeShare(timeMs: number): number {
  const hour = (timeMs % DAY_MS) / HOUR_MS;
  return 1 + 0.75 * Math.sin(((hour - 11) / 24) * 2 * Math.PI);
}
