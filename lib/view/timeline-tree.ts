import type { EpochMs } from '@/lib/base/units';
import type { MapIteration, Visit } from '@/lib/domain/timeline/timeline';
import { STATUS_LOOKS } from './execution-status';
import { groupItems, toLaneItem } from './timeline-items';
import { EXECUTION_KEY, LANE_FROM_ITEMS, type TimelineInput, type TimelineNode } from './timeline-node';
import { visitNote } from './timeline-words';
import { OUTCOME_LOOKS, type OutcomeLook } from './visit-outcome';

/** One branch of a Parallel or one item of a Map: the visits at its top level. */
type Scope = {
  readonly key: string;
  readonly title: string;
  readonly index: number;
  readonly attempt: number;
  /** Null for a branch, and for an item whose own event is missing. */
  readonly iteration: MapIteration | null;
  readonly visits: Visit[];
};

type Inside = ReadonlyMap<number | null, readonly Visit[]>;

/**
 * The rows of an execution as a tree: the execution, its visits, and below a Parallel its branches, below a Map its items.
 * A branch or item that holds one visit is that visit's row, so that most trees are one level flatter. Linear in visits.
 */
export function buildTimelineTree(input: TimelineInput): TimelineNode {
  const inside = visitsByParent(input.visits);
  const children = (inside.get(null) ?? []).map((visit) => visitNode(visit, null, inside));
  const { tone, label: statusWord } = STATUS_LOOKS[input.status];
  return {
    key: EXECUTION_KEY,
    kind: 'execution',
    prefix: null,
    label: input.name,
    note: '',
    tone,
    statusWord,
    visit: null,
    fromMs: input.startedAtMs,
    toMs: input.endedAtMs,
    lane: null,
    children,
    startsOpen: true,
    hasError: children.some((child) => child.hasError),
  };
}

/** Visits under the id of the visit around them. One whose parent is missing from a log stands at the top level. */
function visitsByParent(visits: readonly Visit[]): Inside {
  const known = new Set(visits.map((visit) => visit.id));
  const inside = new Map<number | null, Visit[]>();
  for (const visit of visits) {
    const parent = visit.parent !== null && known.has(visit.parent) ? visit.parent : null;
    const siblings = inside.get(parent);
    if (siblings === undefined) inside.set(parent, [visit]);
    else siblings.push(visit);
  }
  return inside;
}

function visitNode(visit: Visit, prefix: string | null, inside: Inside): TimelineNode {
  const key = String(visit.id);
  const scopes = scopesOf(visit, inside.get(visit.id) ?? []);
  const scopeNodes = scopes.map((scope) => ({ ...scope, node: scopeNode(scope, inside) }));
  const isLane = visit.stateType === 'Map' && scopes.length >= LANE_FROM_ITEMS;
  const children = isLane ? groupItems(key, scopeNodes) : scopeNodes.map(({ node }) => node);
  const retried = scopeNodes.filter(({ node }) => node.hasError && node.tone !== 'failed').length;
  const { tone, word: statusWord } = OUTCOME_LOOKS[visit.outcome];
  return {
    key,
    kind: 'visit',
    prefix,
    label: visit.state,
    note: visitNote(visit, visit.stateType === 'Map' ? retried : 0, scopes.length),
    tone,
    statusWord,
    visit,
    fromMs: visit.enteredAtMs,
    toMs: visit.endedAtMs,
    lane: isLane ? scopeNodes.map(({ node }) => toLaneItem(node)) : null,
    children,
    startsOpen: !isLane,
    hasError: visit.failures.length > 0 || visit.outcome === 'failed' || children.some((child) => child.hasError),
  };
}

/** The branches or items of a visit, in the order of attempt and index. */
function scopesOf(visit: Visit, visits: readonly Visit[]): readonly Scope[] {
  const scopes = new Map<string, Scope>();
  const hasAttempts = visit.attempts.length > 1;
  const isMap = visit.stateType === 'Map';
  const open = (attempt: number, index: number, iteration: MapIteration | null): Scope => {
    const key = `${visit.id}.${attempt}.${index}`;
    const known = scopes.get(key);
    if (known !== undefined) return known;
    const name = isMap ? `Item ${index}` : `Branch ${index + 1}`;
    const title = hasAttempts ? `Attempt ${attempt + 1} · ${name}` : name;
    const scope: Scope = { key, title, index, attempt, iteration, visits: [] };
    scopes.set(key, scope);
    return scope;
  };
  for (const iteration of visit.map?.iterations ?? []) open(iteration.attempt, iteration.index, iteration);
  for (const inner of visits) {
    open(inner.parentAttempt ?? 0, (isMap ? inner.iteration : inner.branch) ?? 0, null).visits.push(inner);
  }
  return [...scopes.values()].sort((a, b) => a.attempt - b.attempt || a.index - b.index);
}

function scopeNode(scope: Scope, inside: Inside): TimelineNode {
  const [only, ...others] = scope.visits;
  if (only !== undefined && others.length === 0) return visitNode(only, scope.title, inside);
  const children = scope.visits.map((visit) => visitNode(visit, null, inside));
  const { tone, word: statusWord } = scopeLook(scope);
  return {
    key: scope.key,
    kind: 'scope',
    prefix: null,
    label: scope.title,
    note: '',
    tone,
    statusWord,
    visit: null,
    ...scopeSpan(scope),
    lane: null,
    children,
    startsOpen: true,
    hasError: tone === 'failed' || children.some((child) => child.hasError),
  };
}

/** The iteration's own word where there is one; else the last visit's, because a branch ends where that ended. */
function scopeLook({ iteration, visits }: Scope): OutcomeLook {
  const last = visits.at(-1);
  if (iteration !== null) {
    const isWaiting = iteration.outcome === 'running' && last?.outcome === 'waiting';
    return OUTCOME_LOOKS[isWaiting ? 'waiting' : iteration.outcome];
  }
  return OUTCOME_LOOKS[last === undefined || last.outcome === 'caught' ? 'succeeded' : last.outcome];
}

function scopeSpan({ iteration, visits }: Scope): { readonly fromMs: EpochMs; readonly toMs: EpochMs | null } {
  const first = visits[0];
  const last = visits.at(-1);
  if (iteration !== null) return { fromMs: iteration.startedAtMs, toMs: iteration.endedAtMs };
  // A scope is opened by an iteration or by a visit, so one of the two is there.
  if (first === undefined || last === undefined) throw new Error('a branch without visits was opened by nothing');
  return { fromMs: first.enteredAtMs, toMs: last.endedAtMs };
}
