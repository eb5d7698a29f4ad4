import 'server-only';
import { createHash } from 'node:crypto';

/**
 * The number an execution is looked up by: 64 bits of its ARN's SHA-256. A column of numbers is scanned many times faster
 * than one of ARNs. It narrows a search and orders rows of the same start; the ARN itself decides who is who.
 */
export function toExecutionKey(arn: string): bigint {
  return createHash('sha256').update(arn).digest().readBigInt64BE(0);
}
