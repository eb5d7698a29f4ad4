import 'server-only';
import type { Logger } from '@/lib/server/logger';
import type { AuditLog } from '@/lib/server/ports/audit';
import type { ActionLimit } from './action-limit';
import type { ServiceDependencies } from './service-dependencies';
import type { TaskFacts } from './task-facts';

/** What showing and deciding approvals is made of. */
export type ApprovalDependencies = Pick<
  ServiceDependencies,
  'index' | 'reader' | 'connections' | 'courses' | 'contextOf' | 'clock' | 'switches' | 'sync'
> & {
  readonly audit: AuditLog;
  readonly taskFacts: TaskFacts;
  readonly actionLimit: ActionLimit;
  readonly log: Logger;
  /** Told that an answer of AWS was lost: history has to tell what came of it. */
  readonly onUnsettled: () => void;
};
