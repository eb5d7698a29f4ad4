import 'server-only';
import type { GetExecutionGraphInput, GraphAnswer } from '@/lib/contract/graph';
import { getDefinition } from './get-definition';
import type { By, ServiceDependencies } from './service-dependencies';

/** The definition that an execution ran with, laid out for drawing; for Express the present one, said to be that. */
export async function getExecutionGraph(
  deps: Pick<ServiceDependencies, 'graphs'> & Parameters<typeof getDefinition>[0],
  request: By<GetExecutionGraphInput>,
): Promise<GraphAnswer> {
  // Refuses callers who may not look.
  const answer = await getDefinition(deps, request);
  if (answer.kind === 'unavailable') return answer;
  const { isAsRun, revisionId, updateDate, note } = answer;
  const drawn = deps.graphs.draw(answer.definition);
  return drawn.kind === 'unavailable' ? drawn : { ...drawn, isAsRun, revisionId, updateDate, note };
}
