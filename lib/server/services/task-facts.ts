import 'server-only';
import { type Definition, readDefinition } from '@/lib/domain/definition/definition';
import { AppError } from '@/lib/server/errors';
import type { AwsConnections } from '@/lib/server/ports/aws';
import type { Clock } from '@/lib/server/ports/clock';
import type { WaitingTaskQuery } from '@/lib/server/ports/waiting-tasks';

/** Whether a waiting task's token can be had, as far as AWS told. The token itself is not kept. */
export type Answerability =
  | { readonly kind: 'yes'; readonly fingerprint: string }
  | {
      readonly kind: 'no';
      readonly reason: 'not-passed' | 'unclear' | 'no-data' | 'hidden' | 'from-log' | 'cannot-read';
      readonly message: string;
    };

/**
 * What AWS tells about a wait besides its events. None of it changes while the execution runs, so pages that poll ask
 * AWS once.
 */
export interface TaskFacts {
  answerability(query: WaitingTaskQuery): Promise<Answerability>;
  /** The definition that the execution runs with; null where AWS does not give it out. */
  definitionOf(executionArn: string): Promise<Definition | null>;
}

const CLICK = { priority: 'click' } as const;

const MOST_WAITS = 2_000;
/** A definition can have a megabyte. */
const MOST_DEFINITIONS = 50;

/** What could not be read may be there later: a permission is given, AWS answers again. */
const RETRY_MS = 15_000;

type Remembered<Value> = { readonly value: Promise<Value>; untilMs: number };

export function createTaskFacts(connections: AwsConnections, clock: Clock): TaskFacts {
  const answerabilities = new Map<string, Remembered<Answerability>>();
  const definitions = new Map<string, Remembered<Definition | null>>();

  /** Asks once for all who want to know, and again after a while where the answer was none. */
  function remember<Value>(
    known: Map<string, Remembered<Value>>,
    most: number,
    key: string,
    ask: () => Promise<Value>,
    isFinal: (value: Value) => boolean,
  ): Promise<Value> {
    const held = known.get(key);
    if (held !== undefined && held.untilMs > clock.steadyMs()) return held.value;
    const asked: Remembered<Value> = { value: ask(), untilMs: Number.POSITIVE_INFINITY };
    known.delete(key);
    known.set(key, asked);
    const oldest = known.keys().next();
    if (known.size > most && !oldest.done) known.delete(oldest.value);
    asked.value.then(
      (value) => {
        if (!isFinal(value)) asked.untilMs = clock.steadyMs() + RETRY_MS;
      },
      () => known.delete(key),
    );
    return asked.value;
  }

  return {
    answerability: (query) =>
      remember(
        answerabilities,
        MOST_WAITS,
        `${query.executionArn} ${query.eventId}`,
        () => askAnswerability(connections, query),
        (answer) => answer.kind === 'yes' || answer.reason === 'not-passed' || answer.reason === 'from-log',
      ),
    definitionOf: (arn) =>
      remember(
        definitions,
        MOST_DEFINITIONS,
        arn,
        () => askDefinition(connections, arn),
        (definition) => definition !== null,
      ),
  };
}

async function askAnswerability(connections: AwsConnections, query: WaitingTaskQuery): Promise<Answerability> {
  try {
    const match = await connections.findFor(query.executionArn, CLICK);
    if (match.kind !== 'connection') return no('cannot-read', 'No connection reads this account and region any more.');
    const found = await match.connection.waitingTasks.find(query, CLICK);
    switch (found.kind) {
      case 'found':
        return { kind: 'yes', fingerprint: found.task.fingerprint };
      case 'no-token':
        return no(found.reason, NO_TOKEN[found.reason]);
      case 'gone':
        return no('cannot-read', 'AWS no longer has the history of this execution.');
      case 'unavailable':
        return no(
          'from-log',
          'AWS gives out no history of Express executions, and log lines are no place for a token.',
        );
    }
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return no('cannot-read', thrown.message);
  }
}

export const NO_TOKEN = {
  'not-passed':
    'The definition passes no task token to anybody, so nobody can answer: only the time-out or the end of the execution ends the wait.',
  unclear:
    'The definition builds the task token into a text from which it cannot be taken out for certain. It has to be answered by whoever was sent the text.',
  'no-data':
    'AWS gives out this history without the data of its events, and the token is part of that. The server’s role needs to read execution data.',
  hidden:
    'The configuration of this server hides what this state machine passes around, and the token is part of that. Answer it where its token was sent, or change "payloads" in statelens.config.json.',
} as const;

function no(reason: Extract<Answerability, { kind: 'no' }>['reason'], message: string): Answerability {
  return { kind: 'no', reason, message };
}

async function askDefinition(connections: AwsConnections, arn: string): Promise<Definition | null> {
  try {
    const match = await connections.findFor(arn, CLICK);
    if (match.kind !== 'connection') return null;
    const machine = await match.connection.stepFunctions.describeMachineOfExecution(arn, CLICK);
    if (machine.kind !== 'found') return null;
    const read = readDefinition(machine.value.definition);
    return read.kind === 'definition' ? read.definition : null;
  } catch (thrown) {
    // What is wrong with reading stands with the connection; here it means only that the way on is not known.
    if (!(thrown instanceof AppError)) throw thrown;
    return null;
  }
}
