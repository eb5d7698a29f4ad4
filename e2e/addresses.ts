const PLACE = 'arn:aws:states:eu-west-1:123456789012';

/** ARNs as a person would paste them. Nothing of this name exists anywhere. */
export const ARNS = {
  execution: `${PLACE}:execution:order-fulfilment:ord-2026-11-22-88412`,
  express: `${PLACE}:express:thumbnails:img-7781:5f0c2c9e-7e11-4d2f-9f6a-2f1f9be7a301`,
  child: `${PLACE}:execution:order-fulfilment/Items:3b7ad1c0-6c1e-4f8e-9a51-8d6c33c1f0aa`,
  machine: `${PLACE}:stateMachine:order-fulfilment`,
  alias: `${PLACE}:stateMachine:order-fulfilment:PROD`,
  mapRun: `${PLACE}:mapRun:order-fulfilment/Items:9f2b0d6e-1111-4d2f-9f6a-2f1f9be7a301`,
  activity: `${PLACE}:activity:review`,
} as const;

/** State machines of the local AWS. */
export const MACHINES = {
  standard: `${PLACE}:stateMachine:order-fulfilment`,
  express: `${PLACE}:stateMachine:checkout-api`,
  /** Express, and its logging is off. */
  silent: `${PLACE}:stateMachine:price-quotes`,
} as const;

export function executionAddress(arn: string): string {
  return `/executions/${encodeURIComponent(arn)}`;
}

export function machineAddress(arn: string): string {
  return `/machines/${encodeURIComponent(arn)}`;
}

/** Every page there is, each kind of it once, with the h1 it must have. */
export const PAGES = [
  { name: 'overview', address: '/', h1: 'Overview' },
  { name: 'hotspots', address: '/hotspots', h1: 'Hotspots' },
  { name: 'executions', address: '/executions', h1: 'Executions' },
  { name: 'approvals', address: '/approvals', h1: 'Approvals' },
  { name: 'settings', address: '/settings', h1: 'Settings' },
  { name: 'standard execution', address: executionAddress(ARNS.execution), h1: 'ord-2026-11-22-88412' },
  { name: 'express execution', address: executionAddress(ARNS.express), h1: 'img-7781' },
  { name: 'wrong execution', address: executionAddress('nonsense'), h1: 'Not an execution' },
  { name: 'state machine', address: machineAddress(ARNS.machine), h1: 'order-fulfilment' },
  { name: 'wrong state machine', address: machineAddress(ARNS.activity), h1: 'Not a state machine' },
  { name: 'not found', address: '/nowhere', h1: 'Not found' },
  { name: 'unreadable time range', address: '/?from=soon', h1: 'Overview' },
] as const;
