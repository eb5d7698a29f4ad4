import 'server-only';
import { type EpochMs, epochMs } from '@/lib/base/units';
import type { ConnectionHealth, PermissionSeen } from '@/lib/server/ports/aws-connection';
import type { FailureKind } from './failure';

/** One call: the IAM action it needs, and what it is about (an ARN), because a policy may allow one and not another. */
export type CallFacts = { readonly action: string; readonly resource: string };

/** States in which no call can work, and how long to wait between two that find out whether that is over. */
const PROBE_AFTER_MS = {
  // Two calls a minute (R3): AWS logs every refused one, and some identity providers lock who asks too often.
  'no-credentials': 30_000,
  'no-region': 30_000,
  'expired-credentials': 30_000,
  // Nothing is refused here, so it is looked at often; each look may take as long as the deadlines allow.
  unreachable: 5_000,
} as const satisfies Partial<Record<FailureKind, number>>;

export type ClosedKind = keyof typeof PROBE_AFTER_MS;

/** Whether a call may go out: it may, it may as the one that finds out, or it would fail as the last one did. */
export type Admission =
  | { readonly kind: 'open' }
  | { readonly kind: 'probe'; readonly done: () => void }
  | { readonly kind: 'closed'; readonly failure: ClosedKind };

/** The state machine of one connection (R3). */
export type HealthTracker = {
  /** Asked right before a call goes out. A probe must be followed by `done`, whatever came of it. */
  readonly admit: () => Admission;
  /** The same question without claiming the probe: lets a read fail before it waits in a line. */
  readonly isClosed: () => ClosedKind | null;
  readonly succeeded: (call: CallFacts) => void;
  readonly failed: (kind: FailureKind, call: CallFacts) => void;
  readonly read: () => {
    readonly health: ConnectionHealth;
    readonly sinceMs: EpochMs;
    readonly lastSuccessMs: EpochMs | null;
    readonly permissions: readonly PermissionSeen[];
  };
};

export function isClosedKind(kind: FailureKind): kind is ClosedKind {
  return Object.hasOwn(PROBE_AFTER_MS, kind);
}

/** Refusals that are remembered, so that a policy which misses thousands of machines does not fill the memory. */
const MOST_DENIALS = 1_000;
/** A refusal that was not repeated for so long is forgotten: what it was about is no longer asked for. */
const DENIAL_MS = 15 * 60_000;

/**
 * `slowedForMs` says in how many ms the budget's rates are whole again; 0 while none is reduced. Times that are shown
 * are `Date.now()`, waits are measured on the clock that nobody sets.
 */
export function createHealthTracker(slowedForMs: () => number): HealthTracker {
  let closed: ClosedKind | null = null;
  let isTried = false;
  let isProbing = false;
  let probeAt = 0;
  let lastSuccessMs: EpochMs | null = null;
  const denials = new Map<string, { readonly action: string; readonly at: number }>();
  const allowed = new Set<string>();
  let shown: ConnectionHealth['kind'] = 'untried';
  let sinceMs = epochMs(Date.now());

  function health(): ConnectionHealth {
    if (closed !== null) return { kind: closed };
    const actions = deniedActions();
    if (actions.length > 0) return { kind: 'access-denied', actions };
    const slowedMs = slowedForMs();
    if (slowedMs > 0) return { kind: 'throttled', untilMs: epochMs(Date.now() + Math.ceil(slowedMs)) };
    return { kind: isTried ? 'ok' : 'untried' };
  }

  function deniedActions(): readonly string[] {
    for (const [key, { at }] of denials) if (performance.now() - at > DENIAL_MS) denials.delete(key);
    return [...new Set([...denials.values()].map(({ action }) => action))].toSorted();
  }

  function permissions(): readonly PermissionSeen[] {
    const denied = new Set(deniedActions());
    return [...new Set([...allowed, ...denied])].toSorted().map((action) => {
      if (!denied.has(action)) return { action, seen: 'allowed' };
      return { action, seen: allowed.has(action) ? 'mixed' : 'refused' };
    });
  }

  function note(): ConnectionHealth {
    const now = health();
    if (now.kind !== shown) sinceMs = epochMs(Date.now());
    shown = now.kind;
    return now;
  }

  function isOver(): boolean {
    return !isProbing && performance.now() >= probeAt;
  }

  return {
    isClosed: () => (isOver() ? null : closed),
    admit: () => {
      if (closed === null) return { kind: 'open' };
      if (!isOver()) return { kind: 'closed', failure: closed };
      isProbing = true;
      // Counted from when the probe goes out: its own length must not add to the pause.
      probeAt = performance.now() + PROBE_AFTER_MS[closed];
      return {
        kind: 'probe',
        done: () => {
          isProbing = false;
        },
      };
    },
    succeeded: ({ action, resource }) => {
      isTried = true;
      closed = null;
      lastSuccessMs = epochMs(Date.now());
      denials.delete(`${action} ${resource}`);
      allowed.add(action);
      note();
    },
    failed: (kind, { action, resource }) => {
      isTried = true;
      if (isClosedKind(kind)) {
        if (closed !== kind) probeAt = performance.now() + PROBE_AFTER_MS[kind];
        closed = kind;
      } else {
        // Whatever else AWS answers: it answers, and knows who we are.
        closed = null;
        if (kind === 'access-denied' && denials.size < MOST_DENIALS) {
          denials.set(`${action} ${resource}`, { action, at: performance.now() });
        }
      }
      note();
    },
    read: () => ({ health: note(), sinceMs, lastSuccessMs, permissions: permissions() }),
  };
}
