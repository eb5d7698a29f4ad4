import type { MachinePlan } from './machine-plan';
import { ORDER_FULFILMENT_DEFINITION } from './order-fulfilment-definition';
import { ORDER_FULFILMENT_SCRIPT } from './order-fulfilment-script';
import { toOrder } from './orders';

/** The Standard machine of the workload. It does not log: its histories are read from the API. */
export const ORDER_FULFILMENT: MachinePlan = {
  name: 'order-fulfilment',
  type: 'STANDARD',
  definition: ORDER_FULFILMENT_DEFINITION,
  script: ORDER_FULFILMENT_SCRIPT,
  logs: { level: 'OFF', includeExecutionData: false, group: null },
  toStart: toOrder,
};
