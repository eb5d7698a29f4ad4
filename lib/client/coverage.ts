import type { Coverage } from '@/lib/contract/coverage';

/**
 * Whether more may still come of what was asked for: the past is still being read, or a connection cannot be read. A
 * zero is then no statement, and is not shown as one.
 */
export function isProvisional({ kind, reasons }: Coverage): boolean {
  return kind === 'none' || reasons.some(({ code }) => code === 'still-reading' || code === 'connection-problem');
}
