import type { Coverage } from '@/lib/contract/coverage';

/**
 * Whether more may still come of what was asked for: the past is still being read, or a connection cannot be read, or
 * histories that a filter asks for were not read. A zero is then no statement, and is not shown as one. Figures that are
 * estimated without some histories are not meant: they are known.
 */
export function isProvisional({ kind, reasons }: Coverage): boolean {
  if (kind === 'none') return true;
  return reasons.some(
    ({ code }) =>
      code === 'still-reading' || code === 'connection-problem' || (code === 'histories-unread' && kind === 'partial'),
  );
}
