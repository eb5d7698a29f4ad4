import 'server-only';
import type { GetMachineGraphInput, GraphAnswer } from '@/lib/contract/graph';
import { AppError } from '@/lib/server/errors';
import { type By, requireView, type ServiceDependencies } from './service-dependencies';

const CLICK = { priority: 'click' } as const;

/** The definition that a machine has now, laid out for drawing. */
export async function getMachineGraph(
  deps: Pick<ServiceDependencies, 'graphs' | 'connections' | 'switches'>,
  { arn, caller }: By<GetMachineGraphInput>,
): Promise<GraphAnswer> {
  requireView(caller, deps);
  const match = await deps.connections.findFor(arn, CLICK);
  if (match.kind !== 'connection') {
    return { kind: 'unavailable', message: 'No connection reads this account and region any more.' };
  }
  try {
    const answer = await match.connection.stepFunctions.describeMachine(arn, CLICK);
    if (answer.kind === 'gone') {
      return { kind: 'unavailable', message: 'The state machine was deleted, and its definition with it.' };
    }
    const { definition, revisionId } = answer.value;
    const drawn = deps.graphs.draw(definition);
    return drawn.kind === 'unavailable' ? drawn : { ...drawn, isAsRun: true, revisionId, updateDate: null, note: null };
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'encryption-denied') throw thrown;
    return { kind: 'unavailable', message: thrown.message };
  }
}
