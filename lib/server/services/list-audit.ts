import 'server-only';
import type { AuditAnswer, ListAuditInput } from '@/lib/contract/approvals';
import { AppError } from '@/lib/server/errors';
import type { AuditRecord } from '@/lib/server/ports/audit';
import type { ApprovalDependencies } from './approval-dependencies';
import { wholeCoverage } from './coverage';
import { type By, requireView } from './service-dependencies';
import { toDecision, toHeartbeat } from './to-approval';

/** What was done through this server, newest first. A page begins after the record that the cursor names. */
export function listAudit(
  deps: Pick<ApprovalDependencies, 'audit' | 'switches'>,
  { limit, cursor, caller }: By<ListAuditInput>,
): AuditAnswer {
  requireView(caller, deps);
  const records = deps.audit.records();
  const after = cursor === undefined ? -1 : records.findIndex((record) => idOf(record) === cursor);
  if (cursor !== undefined && after < 0) throw new AppError('invalid-request', 'This cursor is not one of the audit.');
  const page = records.slice(after + 1, after + 1 + limit);
  const last = page.at(-1);
  const hasMore = after + 1 + limit < records.length;
  return {
    items: page.map(toItem),
    nextCursor: hasMore && last !== undefined ? idOf(last) : null,
    coverage: wholeCoverage(),
  };
}

function idOf(record: AuditRecord): string {
  return record.kind === 'decision' ? record.decision.id : record.heartbeat.id;
}

function toItem(record: AuditRecord): AuditAnswer['items'][number] {
  return record.kind === 'decision'
    ? { kind: 'decision', decision: toDecision(record.decision) }
    : { kind: 'heartbeat', heartbeat: toHeartbeat(record.heartbeat) };
}
