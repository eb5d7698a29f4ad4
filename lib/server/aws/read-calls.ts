import 'server-only';
import { createTokenRedactor } from '@/lib/domain/task-token';
import { AppError } from '@/lib/server/errors';
import type { ReadOptions } from '@/lib/server/ports/aws';
import type { Identity } from '@/lib/server/ports/aws-connection';
import { type AttemptWatcher, withWatcher } from './attempt';
import type { Budget } from './budget';
import type { ClientHolder, Clients } from './clients';
import type { ClockOffset } from './clock-offset';
import { type CallFacts, type HealthTracker, isClosedKind } from './connection-health';
import { type FailureKind, kindOfFailure, namedError, nameOf, requestIdOf } from './failure';
import { toAppError, waitedTooLong } from './failure-words';
import { fingerprintOf } from './fingerprint';
import { createGate } from './gate';
import { READ_OPERATIONS, type ReadOperation } from './operations';
import { createSharedReads, type Hindrance, type SharedCall, untilAborted } from './shared-reads';
import type { Bucket } from './token-bucket';

/** One read of AWS: what to send, and what its answer means in our words. */
export type ReadCall<Output, Answer> = {
  readonly operation: ReadOperation;
  /** Every argument: two reads with the same operation, input and use are the same read. */
  readonly input: object;
  /** What is made of the answer, where one question has answers of two kinds. */
  readonly use?: 'token';
  /** The ARN that the read is about; null for the list of everything. */
  readonly about: string | null;
  readonly send: (clients: Clients, options: { readonly abortSignal: AbortSignal }) => Promise<Output>;
  readonly toAnswer: (output: Output) => Answer;
  /** What an error of this name says when it says that AWS does not have it; null for a failure. */
  readonly toAbsence: (errorName: string) => Answer | null;
};

export type ReadCalls = {
  readonly read: <Output, Answer>(call: ReadCall<Output, Answer>, options: ReadOptions) => Promise<Answer>;
};

export type ReadCallsParts = {
  readonly holder: ClientHolder;
  readonly budget: Pick<Budget, 'bucketOf'>;
  readonly health: HealthTracker;
  readonly clock: ClockOffset;
  readonly identity: Identity;
  /** The region as far as it is known, for words. */
  readonly region: () => string | null;
  /** Says why an address must not be called, or null (N1). The profile can name one that no setting of ours showed. */
  readonly refuseEndpoint: (url: string) => string | null;
  /** Told which clients a call is about to use. Throws when the ARN is of another account or region (N2). */
  readonly requireOwn: (clients: Clients, about: string | null) => void;
  /** The total of a call (ms) and, a little longer, how long a person waits, in line for the budget and all. */
  readonly limits?: Limits;
};

type Limits = { readonly totalMs: number; readonly patienceMs: number };

/**
 * R1: 30 s in total, for a call with all its attempts and the search for credentials from when it goes out, and for whoever
 * clicked from the click. Given up a moment before, so that it is over by then on a busy machine, too; a person after the
 * call, so that the connection is told of a call that hangs.
 */
const LIMITS: Limits = { totalMs: 29_000, patienceMs: 29_500 };
/** Calls under way at once. The SDK has 50 connections, and what waits for one counts against its deadline. */
const MOST_UNDER_WAY = 40;

/**
 * Where every read of a connection passes: identical ones are joined, the budget is asked, clicks go first, deadlines
 * hold, and what went wrong is translated once.
 */
export function createReadCalls(parts: ReadCallsParts): ReadCalls {
  const { holder, budget, health, clock, limits = LIMITS } = parts;
  const shared = createSharedReads();
  const underWay = createGate(MOST_UNDER_WAY);
  const redact = createTokenRedactor([], fingerprintOf);

  function read<Output, Answer>(call: ReadCall<Output, Answer>, options: ReadOptions): Promise<Answer> {
    const key = `${call.operation} ${call.use ?? ''} ${JSON.stringify(call.input)}`;
    const ask = (asked: ReadOptions) => shared.read(key, asked, (flight) => queue(call, flight));
    if (options.priority !== 'click') return ask(options);
    return patiently(ask, options, {
      hindrance: () => shared.hindranceOf(key),
      toError: (hindrance) =>
        hindrance === 'turn' ? waitedTooLong() : toError(hindrance, factsOf(call), tooLate(limits.patienceMs)),
    });
  }

  /** Gives up when a person has waited long enough, in line included. For others who wait for the same it goes on. */
  async function patiently<Answer>(
    ask: (asked: ReadOptions) => Promise<Answer>,
    options: ReadOptions,
    late: { readonly hindrance: () => Hindrance; readonly toError: (hindrance: Hindrance) => AppError },
  ): Promise<Answer> {
    const tired = AbortSignal.timeout(limits.patienceMs);
    let hindrance: Hindrance = 'turn';
    // Noted first of all that happens then: a read that nobody waits for any more is forgotten.
    tired.addEventListener('abort', () => {
      hindrance = late.hindrance();
    });
    const signal = options.signal === undefined ? tired : AbortSignal.any([options.signal, tired]);
    try {
      return await ask({ ...options, signal });
    } catch (thrown) {
      throw tired.aborted && thrown === tired.reason ? late.toError(hindrance) : thrown;
    }
  }

  async function queue<Output, Answer>(call: ReadCall<Output, Answer>, flight: SharedCall): Promise<Answer> {
    const facts = factsOf(call);
    const closed = health.isClosed();
    if (closed !== null) throw toError(closed, facts, new Error(`${call.operation}: not sent, still ${closed}`));
    await budget.bucketOf(call.operation).take(flight.urgency, flight.signal);
    return underWay.run(flight.urgency, flight.signal, () => admit(call, facts, flight));
  }

  async function admit<Output, Answer>(
    call: ReadCall<Output, Answer>,
    facts: CallFacts,
    flight: SharedCall,
  ): Promise<Answer> {
    const admission = health.admit();
    switch (admission.kind) {
      case 'closed':
        throw toError(admission.failure, facts, new Error(`${call.operation}: not sent, still ${admission.failure}`));
      case 'open':
        return send(call, facts, flight);
      case 'probe':
        try {
          return await send(call, facts, flight);
        } finally {
          admission.done();
        }
    }
  }

  async function send<Output, Answer>(
    call: ReadCall<Output, Answer>,
    facts: CallFacts,
    { urgency, signal, waitsFor }: SharedCall,
  ): Promise<Answer> {
    const deadline = AbortSignal.timeout(limits.totalMs);
    const abortSignal = AbortSignal.any([signal, deadline]);
    const bucket = budget.bucketOf(call.operation);
    // Where the time runs out between attempts, what the last one failed by is what happened.
    let lastThrown: unknown;
    const note = (thrown: unknown): void => {
      // An attempt that we end is none that failed.
      if (abortSignal.aborted) return;
      lastThrown = thrown;
      waitsFor(thrown === undefined ? 'unreachable' : kindOfFailure(thrown));
    };
    note(undefined);
    const watcher = watch(bucket, note, () => bucket.take(urgency, abortSignal));
    const sending = withWatcher(watcher, async () => {
      const clients = await holder.get();
      parts.requireOwn(clients, call.about);
      return call.send(clients, { abortSignal });
    });
    try {
      const output = await untilAborted(sending, abortSignal);
      health.succeeded(facts);
      return call.toAnswer(output);
    } catch (thrown) {
      if (thrown instanceof AppError) throw thrown;
      signal.throwIfAborted();
      const absence = call.toAbsence(nameOf(thrown));
      if (absence === null)
        throw await fail(call.operation, facts, deadline.aborted ? (lastThrown ?? tooLate(limits.totalMs)) : thrown);
      health.succeeded(facts);
      return absence;
    }
  }

  /** `note` is told when an attempt goes out, by undefined, and what it failed by. */
  function watch(bucket: Bucket, note: (thrown: unknown) => void, takeAgain: () => Promise<void>): AttemptWatcher {
    return {
      before: async ({ number, url }) => {
        const refusal = parts.refuseEndpoint(url);
        if (refusal !== null) throw namedError('EndpointRefused', `The endpoint of the profile ${refusal}.`);
        // The first attempt's token was taken before the call went out.
        if (number > 1) await takeAgain();
        note(undefined);
      },
      after: ({ sentAtMs, gotAtMs, date, thrown }) => {
        note(thrown);
        if (date !== null) clock.observe({ sentAtMs, gotAtMs, date });
        if (thrown !== undefined && kindOfFailure(thrown) === 'throttled') bucket.refused();
        else if (date !== null) bucket.answered();
      },
    };
  }

  async function fail(operation: ReadOperation, facts: CallFacts, thrown: unknown): Promise<AppError> {
    const kind = await holder.kindOf(thrown);
    health.failed(kind, facts);
    // Credentials are looked for again by the next call. A search that hangs would be joined by it for ever.
    if (isClosedKind(kind) && (kind !== 'unreachable' || nameOf(thrown) === 'DeadlineExceeded')) holder.renew();
    return toError(kind, facts, toCause(operation, thrown));
  }

  function toError(kind: FailureKind, { action }: CallFacts, cause: Error): AppError {
    return toAppError({ kind, identity: parts.identity, region: parts.region(), actions: [action] }, cause);
  }

  /** For the log (T6): the name, the message without tokens and the id that AWS knows the call by; no request, no answer. */
  function toCause(operation: ReadOperation, thrown: unknown): Error {
    const message = thrown instanceof Error ? redact(thrown.message) : 'something that is no error was thrown';
    const requestId = requestIdOf(thrown);
    return new Error(`${operation}: ${nameOf(thrown)}: ${message}${requestId === undefined ? '' : ` (${requestId})`}`);
  }

  return { read };
}

function factsOf<Output, Answer>({ operation, about }: ReadCall<Output, Answer>): CallFacts {
  return { action: READ_OPERATIONS[operation].action, resource: about ?? '*' };
}

function tooLate(ms: number): Error {
  return namedError('DeadlineExceeded', `no answer within ${ms} ms`);
}
