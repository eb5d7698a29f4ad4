import 'server-only';
import type { DefinitionAnswer, GetDefinitionInput } from '@/lib/contract/definition';
import { AppError } from '@/lib/server/errors';
import type { Connection } from '@/lib/server/ports/aws';
import type { StoredExecution } from '@/lib/server/ports/indexed-execution';
import { loadExecution } from './load-execution';
import { type By, requireView, type ServiceDependencies } from './service-dependencies';
import { toDateOrNull } from './time-window';

const CLICK = { priority: 'click' } as const;

/** The definition that an execution ran with; for Express the one that its machine has now, said to be that. */
export async function getDefinition(
  deps: Pick<ServiceDependencies, 'index' | 'reader' | 'connections' | 'courses' | 'contextOf' | 'clock' | 'switches'>,
  { arn, caller }: By<GetDefinitionInput>,
): Promise<DefinitionAnswer> {
  requireView(caller, deps);
  const { execution } = await loadExecution(deps, arn);
  const match = await deps.connections.findFor(arn, CLICK);
  if (match.kind !== 'connection') return unavailable('No connection reads this account and region any more.');
  try {
    return await readDefinition(match.connection, execution);
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'encryption-denied') throw thrown;
    return unavailable(thrown.message);
  }
}

async function readDefinition(
  { stepFunctions }: Connection,
  { arn, machineArn, type }: StoredExecution,
): Promise<DefinitionAnswer> {
  if (type === 'STANDARD') {
    const answer = await stepFunctions.describeMachineOfExecution(arn, CLICK);
    if (answer.kind === 'found') {
      const { definition, revisionId, updatedAtMs } = answer.value;
      const updateDate = toDateOrNull(updatedAtMs);
      return { kind: 'definition', definition, isAsRun: true, revisionId, updateDate, note: null };
    }
  }
  const answer = await stepFunctions.describeMachine(machineArn, CLICK);
  if (answer.kind === 'gone') return unavailable('The state machine was deleted, and its definition with it.');
  const { definition, revisionId } = answer.value;
  // A machine without a revision was never updated (aws-facts §1.1), so this is what ran.
  const isAsRun = revisionId === null;
  const note =
    'This is the present definition of the state machine; AWS does not tell which one this execution ran with.';
  return { kind: 'definition', definition, isAsRun, revisionId, updateDate: null, note: isAsRun ? null : note };
}

function unavailable(message: string): DefinitionAnswer {
  return { kind: 'unavailable', message };
}
