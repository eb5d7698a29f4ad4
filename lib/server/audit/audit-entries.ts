import 'server-only';
import { z } from 'zod';
import { epochMs } from '@/lib/base/units';
import { type Conclusion, DECISION_OUTCOMES, type Intent } from '@/lib/domain/decision';
import type { Heartbeat } from '@/lib/server/ports/audit';

/*
 * The lines of the audit. `version` is of their form: a later one is added beside it, because lines are never rewritten.
 * Times stand as ISO 8601 UTC, for the people and the tools that read the file itself.
 */

const time = z.iso.datetime({ precision: 3 }).transform((text) => epochMs(Date.parse(text)));
const task = z.object({ executionArn: z.string(), eventId: z.int().positive() });
const who = { at: time, by: z.string(), mode: z.literal('local') };
const what = { task, stateMachineArn: z.string(), state: z.string(), fingerprint: z.string() };

const intentEntry = z.object({
  version: z.literal(1),
  entry: z.literal('intent'),
  id: z.string(),
  ...who,
  ...what,
  answer: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('approve'), output: z.string() }),
    z.object({ kind: z.literal('reject'), error: z.string(), cause: z.string() }),
  ]),
  comment: z.string().nullable(),
  idempotencyKey: z.string(),
});

const outcomeEntry = z.object({
  version: z.literal(1),
  entry: z.literal('outcome'),
  /** Of the intent it belongs to. */
  id: z.string(),
  at: time,
  outcome: z.enum(DECISION_OUTCOMES),
  note: z.string(),
  awsRequestId: z.string().nullable(),
});

const heartbeatEntry = z.object({
  version: z.literal(1),
  entry: z.literal('heartbeat'),
  id: z.string(),
  ...who,
  ...what,
  comment: z.string().nullable(),
  outcome: z.enum(['accepted', 'not-waiting', 'not-sent', 'unknown']),
});

export const auditEntry = z.discriminatedUnion('entry', [intentEntry, outcomeEntry, heartbeatEntry]);
export type AuditEntry = z.output<typeof auditEntry>;
type Line = z.input<typeof auditEntry>;

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}

export function toIntentLine({ atMs, ...intent }: Intent): Line {
  const { id, by, task: name, stateMachineArn, state, fingerprint, answer, comment, idempotencyKey } = intent;
  const head = { version: 1, entry: 'intent', id, at: iso(atMs), by, mode: 'local' } as const;
  return { ...head, task: name, stateMachineArn, state, fingerprint, answer, comment, idempotencyKey };
}

export function toOutcomeLine(id: string, { atMs, outcome, note, awsRequestId }: Conclusion): Line {
  return { version: 1, entry: 'outcome', id, at: iso(atMs), outcome, note, awsRequestId };
}

export function toHeartbeatLine({ atMs, ...heartbeat }: Heartbeat): Line {
  const { id, by, task: name, stateMachineArn, state, fingerprint, comment, outcome } = heartbeat;
  const head = { version: 1, entry: 'heartbeat', id, at: iso(atMs), by, mode: 'local' } as const;
  return { ...head, task: name, stateMachineArn, state, fingerprint, comment, outcome };
}
