import 'server-only';
import { AppError } from '@/lib/server/errors';
import { type AttemptWatcher, withWatcher } from './attempt';
import type { Clients } from './clients';
import { isClosedKind } from './connection-health';
import { type FailureKind, isRefusal, kindOfFailure, namedError, nameOf, requestIdOf } from './failure';
import { toAppError } from './failure-words';
import { ACTION_OPERATIONS, type ActionOperation } from './operations';
import type { ReadCallsParts } from './read-calls';
import { untilAborted } from './shared-reads';
import { createUrgency } from './waiting-line';

/** One call that changes something in AWS. */
export type ActionCall = {
  readonly operation: ActionOperation;
  /** The ARN of what it changes, which must be of this connection (N2). */
  readonly about: string;
  /** Takes out of a text what was sent and must not be seen: AWS may repeat it in an error. */
  readonly redact: (text: string) => string;
  readonly send: (
    clients: Clients,
    options: { readonly abortSignal: AbortSignal },
  ) => Promise<{ readonly $metadata: { readonly requestId?: string | undefined } }>;
};

/**
 * How a call went. `answered`: AWS did it. `named`: AWS answered with an error of this name, which the caller understands.
 * `not-sent`: it was refused as a call, or never went out. `unknown`: it went out and what came of it is not known.
 */
export type ActionResult =
  | { readonly kind: 'answered'; readonly requestId: string | null }
  | { readonly kind: 'named'; readonly error: string; readonly requestId: string | null }
  | { readonly kind: 'not-sent'; readonly failure: AppError; readonly requestId: string | null }
  | { readonly kind: 'unknown' };

export type ActionCalls = {
  /** Sends it once, at the head of the line. `understood` are the names of errors that are answers. */
  readonly send: (call: ActionCall, understood: readonly string[]) => Promise<ActionResult>;
};

/** R1: with the search for credentials. */
const TOTAL_MS = 30_000;

/** Failures that AWS tells before it looks at what was asked, so that nothing has happened. */
const BEFOREHAND: readonly FailureKind[] = [
  'no-credentials',
  'no-region',
  'expired-credentials',
  'access-denied',
  'encryption-denied',
  'throttled',
];

/**
 * AWS refuses signatures that are more than five minutes off. The SDK sets its clock by the answers that a client gets
 * and tries again; a client that tries once would have its first call refused, so it takes what reading has learnt.
 */
function tellTime({ actions, stepFunctions }: Clients): void {
  actions.config.systemClockOffset = stepFunctions.config.systemClockOffset;
}

/** Where every call passes that changes something: the budget is asked, nothing is sent twice, and no answer is guessed. */
export function createActionCalls(parts: Omit<ReadCallsParts, 'clock'>): ActionCalls {
  const { holder, budget, health } = parts;

  async function send(call: ActionCall, understood: readonly string[]): Promise<ActionResult> {
    const { action } = ACTION_OPERATIONS[call.operation];
    const closed = health.isClosed();
    if (closed !== null) return notSent(closed, call, new Error(`${call.operation}: not sent, still ${closed}`));
    const signal = AbortSignal.timeout(TOTAL_MS);
    const facts = { action, resource: '*' };
    const bucket = budget.bucketOf(call.operation);
    let isOut = false;
    const watcher: AttemptWatcher = {
      before: async ({ url }) => {
        const refusal = parts.refuseEndpoint(url);
        if (refusal !== null) throw namedError('EndpointRefused', `The endpoint of the profile ${refusal}.`);
        isOut = true;
      },
      after: ({ thrown }) => {
        if (thrown !== undefined && kindOfFailure(thrown) === 'throttled') bucket.refused();
        else bucket.answered();
      },
    };
    try {
      await bucket.take(createUrgency('click'), signal);
      const sending = withWatcher(watcher, async () => {
        const clients = await holder.get();
        parts.requireOwn(clients, call.about);
        tellTime(clients);
        return call.send(clients, { abortSignal: signal });
      });
      const { $metadata } = await untilAborted(sending, signal);
      health.succeeded(facts);
      return { kind: 'answered', requestId: $metadata.requestId ?? null };
    } catch (thrown) {
      if (thrown instanceof AppError) throw thrown;
      const requestId = requestIdOf(thrown) ?? null;
      if (understood.includes(nameOf(thrown))) {
        health.succeeded(facts);
        return { kind: 'named', error: nameOf(thrown), requestId };
      }
      const kind = await holder.kindOf(thrown);
      health.failed(kind, facts);
      if (isClosedKind(kind) && kind !== 'unreachable') holder.renew();
      const isCertain = !isOut || BEFOREHAND.includes(kind) || isRefusal(thrown);
      return isCertain ? notSent(kind, call, toCause(call, thrown), requestId) : { kind: 'unknown' };
    }
  }

  function notSent(kind: FailureKind, call: ActionCall, cause: Error, requestId: string | null = null): ActionResult {
    const { action } = ACTION_OPERATIONS[call.operation];
    const facts = { kind, identity: parts.identity, region: parts.region(), actions: [action] };
    return { kind: 'not-sent', failure: toAppError(facts, cause), requestId };
  }

  /** For the log (T6): what AWS said, without anything that was sent. */
  function toCause({ operation, redact }: ActionCall, thrown: unknown): Error {
    const message = thrown instanceof Error ? redact(thrown.message) : 'something that is no error was thrown';
    return new Error(`${operation}: ${nameOf(thrown)}: ${message}`);
  }

  return { send };
}
