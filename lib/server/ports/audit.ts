import 'server-only';
import type { EpochMs } from '@/lib/base/units';
import type { Conclusion, Decision, Intent, TaskName } from '@/lib/domain/decision';

/** A sign of life that somebody sent for a task. It decides nothing, so it is written down afterwards only. */
export type Heartbeat = {
  readonly id: string;
  readonly task: TaskName;
  readonly stateMachineArn: string;
  readonly state: string;
  readonly by: string;
  readonly atMs: EpochMs;
  readonly fingerprint: string;
  readonly comment: string | null;
  readonly outcome: 'accepted' | 'not-waiting' | 'not-sent' | 'unknown';
};

/** One thing that was done through this server. */
export type AuditRecord =
  | { readonly kind: 'decision'; readonly decision: Decision }
  | { readonly kind: 'heartbeat'; readonly heartbeat: Heartbeat };

export type Begun =
  | { readonly kind: 'begun'; readonly decision: Decision }
  /** Somebody else holds the task, or the same request came before; nothing was written. */
  | { readonly kind: 'taken'; readonly by: Decision };

/**
 * Who did what (security L). It is written before AWS is called, apart from the index, and outlives it. Nothing in it is
 * ever changed; what comes later is written after it.
 */
export interface AuditLog {
  /**
   * Writes an intent and flushes it to disk. The first one for a task wins, whoever asks at the same moment (L2).
   *
   * @throws {AppError} `audit-unwritable` where it could not be written: the call must not be made then (L1).
   */
  begin(intent: Intent): Promise<Begun>;
  /** Writes what came of it. Where that cannot be written, this process still knows it; after a restart history tells. */
  conclude(id: string, conclusion: Conclusion): Promise<void>;
  noteHeartbeat(heartbeat: Heartbeat): Promise<void>;
  /** Everything, newest first. */
  records(): readonly AuditRecord[];
  /** The newest decision about a task; null where nobody decided it here. */
  latestOf(task: TaskName): Decision | null;
  /** Decisions whose outcome history has to tell. */
  unsettled(): readonly Decision[];
}
