import { z } from 'zod';
import { connectionBudget } from './budget';
import { coverage } from './coverage';
import { problem } from './problem';
import { count, date } from './values';

/** How a connection to AWS stands. `starting`: nothing was asked yet. */
export const connectionState = z.enum([
  'starting',
  'ok',
  'no-credentials',
  'no-region',
  'expired-credentials',
  'access-denied',
  'throttled',
  'unreachable',
]);
export type ConnectionState = z.infer<typeof connectionState>;

/**
 * An IAM action that this server makes use of: what it is for, and what AWS has said to it since the server started.
 * `partly`: refused on some resources. `untried`: not needed yet, so nobody knows.
 */
export const permission = z.object({
  action: z.string(),
  enables: z.string(),
  state: z.enum(['allowed', 'refused', 'partly', 'untried']),
});
export type Permission = Readonly<z.infer<typeof permission>>;

/** One account and region that is read, and whether reading it works. */
export const connection = z.object({
  name: z.string(),
  /** Null until AWS has told it. */
  accountId: z.string().nullable(),
  region: z.string().nullable(),
  /** The address that is asked instead of AWS's own (`http://127.0.0.1:4566`); null for AWS itself. */
  endpoint: z.string().nullable(),
  state: connectionState,
  /** Since when it is in this state. */
  since: date,
  /** When AWS last answered what we asked; null if it never did. The data shown is as old as this at least. */
  lastSuccessDate: date.nullable(),
  /** When it is asked again; null while it is asked without pause. */
  nextTryDate: date.nullable(),
  /** Our clock minus AWS's, from the dates of its answers; null until measured. */
  clockSkewMs: z.number().nullable(),
  /** State machines that were found; null until they were listed. */
  machineCount: count.nullable(),
  permissions: z.array(permission).readonly(),
  budget: connectionBudget,
  /** What stands in the way, worst first: what `state` means, no machines at all, a clock that is off. */
  problems: z.array(problem).readonly(),
});
export type Connection = Readonly<z.infer<typeof connection>>;

/** `GET /api/v1/connections` */
export const connectionsResponse = z.object({
  items: z.array(connection).readonly(),
  nextCursor: z.null(),
  coverage,
});
export type Connections = Readonly<z.infer<typeof connectionsResponse>>;
