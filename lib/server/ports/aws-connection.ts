import 'server-only';
import type { EpochMs } from '@/lib/base/units';
import type { Partition } from '@/lib/domain/arn';

/**
 * How a connection is doing (R3). Closed. Every kind but the first two comes with words for the reader in
 * `ConnectionState.problem`, and every one is left again without a restart.
 */
export type ConnectionHealth =
  /** Nothing has been asked yet. */
  | { readonly kind: 'untried' }
  | { readonly kind: 'ok' }
  | { readonly kind: 'no-credentials' }
  | { readonly kind: 'no-region' }
  | { readonly kind: 'expired-credentials' }
  /** IAM actions that were refused and have not worked since, such as `states:GetExecutionHistory`. */
  | { readonly kind: 'access-denied'; readonly actions: readonly string[] }
  /** AWS refused calls for being too many; we ask more slowly at least until then. */
  | { readonly kind: 'throttled'; readonly untilMs: EpochMs }
  | { readonly kind: 'unreachable' };

/** What AWS said to the calls of one IAM action. `mixed`: allowed on some resources and refused on others. */
export type PermissionSeen = { readonly action: string; readonly seen: 'allowed' | 'refused' | 'mixed' };

/** Whose permissions a connection has, as configuration says it. No part of it is a secret. */
export type Identity = {
  /** Null leaves it to the SDK's chain, in which AWS_PROFILE may name one. */
  readonly profile: string | null;
  /** ARN of the role that is taken on; null where none is. */
  readonly role: string | null;
  /** Where the first credentials come from. */
  readonly source: 'chain' | 'web-identity';
};

export type ConnectionState = {
  readonly name: string;
  readonly identity: Identity;
  /** Null until they are known: region and partition once the settings were read, the account once AWS named it. */
  readonly partition: Partition | null;
  readonly region: string | null;
  readonly account: string | null;
  readonly health: ConnectionHealth;
  /** Since when it has been this kind. */
  readonly sinceMs: EpochMs;
  /** The last answer of AWS that was not a refusal; null where there was none. The age of the data counts from here. */
  readonly lastSuccessMs: EpochMs | null;
  /** What is wrong and the next step, in words; null while nothing is. */
  readonly problem: string | null;
  /** Our clock less that of AWS in ms (R7), good to about a second; null before the first answer. */
  readonly clockAheadMs: number | null;
  /** The actions that were asked for since the server started, sorted; one that is missing was never needed. */
  readonly permissions: readonly PermissionSeen[];
};
