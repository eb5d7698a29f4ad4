import 'server-only';
import { PAYLOAD_PART_CODES } from './codes';
import { hasStatus } from './conditions';

/*
 * Pieces of SQL over `executions` about their inputs and outputs. `$payload` is what is looked for, in lower case.
 */

/** Rows of `payloads` worth a look: those of executions that may be in the window, or all. */
type PayloadRows = 'near-window' | 'all';

/** More than the times in `payloads` and in `executions` can differ by: log lines come in any order. */
const AROUND_MS = 86_400_000;

const ROWS: Readonly<Record<PayloadRows, string>> = {
  'near-window': `payloads WHERE started_at >= $from - ${AROUND_MS} AND started_at < $to + ${AROUND_MS}`,
  all: 'payloads WHERE true',
};

/** Whether the input or the output holds it. */
export function containsPayload(rows: PayloadRows): string {
  return `key IN (SELECT key FROM ${ROWS[rows]} AND contains(text, $payload))`;
}

/** Whether the input is not known, or the output of one that has or may have one. */
export function isPayloadUntold(rows: PayloadRows): string {
  const lacks = (part: number) => `key NOT IN (SELECT key FROM ${ROWS[rows]} AND part = ${part} AND text IS NOT NULL)`;
  const { input, output } = PAYLOAD_PART_CODES;
  return `(${lacks(input)} OR (${hasStatus(['SUCCEEDED', 'UNKNOWN'])} AND ${lacks(output)}))`;
}

/** Whether there was more than is kept. */
export function isPayloadCut(rows: PayloadRows): string {
  return `key IN (SELECT key FROM ${ROWS[rows]} AND is_cut)`;
}
