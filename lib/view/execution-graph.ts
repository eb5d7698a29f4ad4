import { formatCount, formatCounted } from '@/lib/base/format';
import type { GraphEdge, GraphLayout } from '@/lib/domain/definition/graph-layout';
import type { Visit, VisitOutcome } from '@/lib/domain/timeline/timeline';
import { type GraphNodeLook, lookInMapRuns } from './definition-graph';
import { OUTCOME_LOOKS } from './visit-outcome';

/** What went wrong counts before what goes on, and that before what went well. */
const WORST_FIRST: readonly VisitOutcome[] = ['failed', 'aborted', 'waiting', 'running', 'caught', 'succeeded'];

/** A definition's drawing as one execution went through it. */
export type ExecutionGraph = {
  readonly looks: ReadonlyMap<string, GraphNodeLook>;
  /** Ids of the edges that were taken at least once. */
  readonly taken: ReadonlySet<string>;
};

/** Colours each state by its worst visit, says how many there were, and finds the ways that were taken. Linear in visits. */
export function prepareExecutionGraph(layout: GraphLayout, visits: readonly Visit[]): ExecutionGraph {
  const byState = new Map<string, Visit[]>();
  for (const visit of visits) {
    const known = byState.get(visit.state);
    if (known === undefined) byState.set(visit.state, [visit]);
    else known.push(visit);
  }
  const looks = new Map<string, GraphNodeLook>();
  for (const { state, mapRunOf } of layout.nodes) {
    if (state === null) continue;
    const own = byState.get(state);
    const isElsewhere = mapRunOf !== null && byState.has(mapRunOf);
    looks.set(state, own === undefined && isElsewhere ? lookInMapRuns(mapRunOf) : toLook(own ?? []));
  }
  return { looks, taken: takenEdges(layout, visits) };
}

function toLook(visits: readonly Visit[]): GraphNodeLook {
  const base = { isUncertain: false, isSelectable: visits.length > 0 };
  const worst = WORST_FIRST.find((outcome) => visits.some((visit) => visit.outcome === outcome));
  if (worst === undefined) {
    return { ...base, figure: 'not reached', description: 'not reached', paint: { kind: 'unreached' } };
  }
  const { tone, word } = OUTCOME_LOOKS[worst];
  const count = visits.filter((visit) => visit.outcome === worst).length;
  const retries = visits.reduce((sum, { attempts }) => sum + attempts.filter(({ kind }) => kind === 'retry').length, 0);
  const all = formatCount(visits.length);
  const outcome =
    visits.length === 1
      ? word
      : count === visits.length
        ? `${word} ×${all}`
        : `${word} ${formatCount(count)} of ${all}`;
  const figure = retries === 0 ? outcome : `${outcome} · ↻ ${formatCount(retries)}`;
  const said =
    visits.length === 1
      ? word.toLowerCase()
      : `${formatCounted(visits.length, 'visit')}, ${formatCount(count)} ${word.toLowerCase()}`;
  const description = retries === 0 ? said : `${said}, ${formatCounted(retries, 'retry', 'retries')}`;
  return { ...base, figure, description, paint: { kind: 'status', tone } };
}

/**
 * Visits of one branch or item follow one another, so that each pair of them took a way; which of several between the same
 * two states is told by how the first one ended. A way that the definition does not have (events between are missing) is
 * none.
 */
function takenEdges({ edges }: GraphLayout, visits: readonly Visit[]): ReadonlySet<string> {
  const ways = new Map<string, GraphEdge>();
  for (const edge of edges) ways.set(wayKey(edge.kind, edge.from, edge.to), edge);
  const taken = new Set<string>();
  const take = (kind: GraphEdge['kind'], from: string | null, to: string | null): void => {
    const edge = ways.get(wayKey(kind, from, to));
    if (edge !== undefined) taken.add(edge.id);
  };
  const lastOf = new Map<string, Visit>();
  for (const visit of [...visits].sort((a, b) => a.id - b.id)) {
    const key = lineKey(visit);
    const before = lastOf.get(key);
    if (before !== undefined) take(before.outcome === 'caught' ? 'catch' : 'flow', before.state, visit.state);
    else if (visit.parent === null) take('flow', null, visit.state);
    lastOf.set(key, visit);
  }
  for (const visit of lastOf.values()) {
    if (visit.parent === null && visit.exit !== null && visit.outcome === 'succeeded') take('flow', visit.state, null);
  }
  return taken;
}

function wayKey(kind: GraphEdge['kind'], from: string | null, to: string | null): string {
  return JSON.stringify([kind, from, to]);
}

/** Names the branch or item that a visit is part of. */
function lineKey({ parent, parentAttempt, iteration, branch }: Visit): string {
  return `${parent} ${parentAttempt} ${iteration} ${branch}`;
}

/**
 * The visits of a state, oldest first, and the one to show when the state is chosen: the one that ended the execution,
 * else the worst, else the last.
 */
export function visitsOfState(
  visits: readonly Visit[],
  state: string,
  fatalVisits: readonly number[],
): { readonly ids: readonly number[]; readonly chosen: number | null } {
  const own = visits.filter((visit) => visit.state === state);
  const ids = own.map(({ id }) => id);
  const fatal = ids.find((id) => fatalVisits.includes(id));
  const worst = WORST_FIRST.slice(0, -1).flatMap((outcome) => own.find((visit) => visit.outcome === outcome)?.id ?? []);
  return { ids, chosen: fatal ?? worst[0] ?? ids.at(-1) ?? null };
}
