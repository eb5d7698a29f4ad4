import 'server-only';
import type { ErrorCode } from '@/lib/contract/error';
import type { ListedExecution } from '@/lib/server/ports/aws';
import { codeOf } from './failure';
import type { ConnectionDependencies } from './sync-dependencies';
import { takeListed } from './take-listed';

/** Executions asked about in one step, between calls for what is new. */
export const ASKED_AT_ONCE = 50;

const LASTING: ReadonlySet<ErrorCode> = new Set(['access-denied', 'encryption-denied', 'aws-failed']);

/** What asking about one execution told; `news` is 1 where the index did not know it. */
export type Asked =
  | { readonly kind: 'found'; readonly execution: ListedExecution; readonly news: number }
  | { readonly kind: 'gone' }
  | { readonly kind: 'untold'; readonly code: ErrorCode };

/**
 * Asks AWS how an execution stands that no list tells of as the index holds it, and takes the answer in. A refusal that
 * would come again (no permission, no key, a fault that is about this execution) is an answer, so that the others are asked
 * about; what may be over in a moment is thrown.
 */
export async function askAgain(deps: ConnectionDependencies, arn: string): Promise<Asked> {
  const { connection, signal } = deps;
  try {
    const answer = await connection.stepFunctions.describeExecution(arn, { priority: 'background', signal });
    if (answer.kind !== 'found') return { kind: 'gone' };
    return { kind: 'found', execution: answer.value, news: await takeListed(deps, [answer.value]) };
  } catch (thrown) {
    const code = codeOf(thrown);
    if (LASTING.has(code)) return { kind: 'untold', code };
    throw thrown;
  }
}
