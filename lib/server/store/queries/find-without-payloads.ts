import 'server-only';
import { z } from 'zod';
import { COVERAGE_CODES, MACHINE_TYPE_CODES, PAYLOAD_PART_CODES } from '../codes';
import { hasStatus, IS_OPEN, isOfMachines } from '../conditions';
import { statement, whole } from '../statement';

/**
 * Versions of executions that can be described and whose input was not asked for, nor the output where there is one:
 * failures first, then the newest. Their histories come before, so those that have none yet are left out.
 */
export function findWithoutPayloads(machines: readonly number[]) {
  const hasNo = (part: number) => `key NOT IN (SELECT key FROM payloads WHERE part = ${part})`;
  return statement({
    sql: `SELECT version FROM current_executions
          WHERE type = ${MACHINE_TYPE_CODES.STANDARD} AND coverage <> ${COVERAGE_CODES.none} AND ${isOfMachines(machines)}
            AND (NOT ${IS_OPEN} OR started_at < $openBefore)
            AND (${hasNo(PAYLOAD_PART_CODES.input)}
              OR (${hasStatus(['SUCCEEDED'])} AND ${hasNo(PAYLOAD_PART_CODES.output)}))
          ORDER BY ${hasStatus(['FAILED', 'TIMED_OUT', 'ABORTED'])} DESC, started_at DESC, version DESC LIMIT $limit`,
    parameters: z.object({ openBefore: z.number(), limit: z.number() }),
    row: z.object({ version: whole }),
  });
}
