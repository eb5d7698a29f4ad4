import type { Coverage, CoverageReasonCode } from '@/lib/contract/coverage';

const MORE_MAY_COME: ReadonlySet<CoverageReasonCode> = new Set([
  'still-reading',
  'connection-problem',
  'revision-not-told',
]);

/**
 * Whether more may still come of what was asked for: the past is still being read, or a connection cannot be read, or
 * what a filter asks for was not read. A zero is then no statement, and is not shown as one. Figures that are
 * estimated without some histories are not meant: they are known.
 */
export function isProvisional({ kind, reasons }: Coverage): boolean {
  if (kind === 'none') return true;
  return reasons.some(({ code }) => MORE_MAY_COME.has(code) || (code === 'histories-unread' && kind === 'partial'));
}
