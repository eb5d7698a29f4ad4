import type { Attempt, Timeline, Visit } from '@/lib/domain/timeline/timeline';

/** One line of the terminal timeline. `guide` is the tree drawn before its label. */
export type Row =
  | { readonly kind: 'visit'; readonly visit: Visit; readonly guide: string; readonly prefix: string }
  | {
      readonly kind: 'attempt';
      readonly attempt: Attempt;
      readonly number: number;
      readonly of: number;
      readonly guide: string;
    }
  | { readonly kind: 'note'; readonly text: string; readonly guide: string };

/** Above this many, a Map's iterations are shown as the ones worth a look and a count of the rest. */
const MOST_ITERATIONS = 20;
const SLOWEST_SHOWN = 5;

type Children = ReadonlyMap<number | null, readonly Visit[]>;

/** Lays the visits out as a tree: what runs inside a Map or Parallel stands under it, by branch or iteration. */
export function toRows(timeline: Timeline): Row[] {
  const children = new Map<number | null, Visit[]>();
  for (const visit of timeline.visits) {
    const siblings = children.get(visit.parent);
    if (siblings === undefined) children.set(visit.parent, [visit]);
    else siblings.push(visit);
  }
  const rows: Row[] = [];
  for (const visit of children.get(null) ?? []) addVisit(rows, visit, children, '', '', '');
  return rows;
}

function addVisit(rows: Row[], visit: Visit, children: Children, guide: string, below: string, prefix: string): void {
  rows.push({ kind: 'visit', visit, guide, prefix });
  const inside = children.get(visit.id) ?? [];
  const attempts = visit.stateType === 'Task' || visit.attempts.length < 2 ? [] : visit.attempts;
  if (attempts.length === 0) addGroups(rows, visit, inside, children, below);
  attempts.forEach((attempt, at) => {
    rows.push({ kind: 'attempt', attempt, number: at + 1, of: attempts.length, guide: below });
    const ofAttempt = inside.filter((child) => child.parentAttempt === at);
    addGroups(rows, visit, ofAttempt, children, below);
  });
}

/** Splits what is inside into branches or iterations, and draws each as one limb of the tree. */
function addGroups(rows: Row[], container: Visit, inside: readonly Visit[], children: Children, below: string): void {
  const all = group(inside, (visit) => (container.stateType === 'Map' ? visit.iteration : visit.branch));
  const shown = container.stateType === 'Map' && all.length > MOST_ITERATIONS ? worthALook(all) : all;
  shown.forEach(([index, visits], at) => {
    const isLast = at === shown.length - 1 && shown.length === all.length;
    visits.forEach((visit, position) => {
      const limb = position === 0 ? (isLast ? '└ ' : '├ ') : isLast ? '  ' : '│ ';
      const number = container.stateType === 'Map' ? `#${index ?? '?'} ` : '';
      const prefix = position === 0 ? number : ' '.repeat(number.length);
      const underneath = `${below}${isLast ? '  ' : '│ '}${' '.repeat(number.length)}`;
      addVisit(rows, visit, children, below + limb, underneath, prefix);
    });
  });
  if (shown.length < all.length) rows.push({ kind: 'note', text: restOf(all, shown), guide: `${below}└ ` });
}

type Group = [number | null, Visit[]];

function group(visits: readonly Visit[], by: (visit: Visit) => number | null): Group[] {
  const groups = new Map<number | null, Visit[]>();
  for (const visit of visits) {
    const members = groups.get(by(visit));
    if (members === undefined) groups.set(by(visit), [visit]);
    else members.push(visit);
  }
  return [...groups];
}

const ENDED_WELL: ReadonlySet<string> = new Set(['succeeded', 'caught']);

function isWell(visits: readonly Visit[]): boolean {
  return visits.every((visit) => ENDED_WELL.has(visit.outcome));
}

function lengthOf(visits: readonly Visit[]): number {
  const start = visits[0]?.enteredAtMs ?? 0;
  return visits.reduce((longest, visit) => Math.max(longest, (visit.endedAtMs ?? start) - start), 0);
}

/** The iterations that did not end well (the first of them), then the slowest, in order of index. */
function worthALook(groups: readonly Group[]): Group[] {
  const troubled = groups.filter(([, visits]) => !isWell(visits)).slice(0, MOST_ITERATIONS - SLOWEST_SHOWN);
  const slowest = groups
    .filter((group) => !troubled.includes(group))
    .toSorted(([, a], [, b]) => lengthOf(b) - lengthOf(a))
    .slice(0, SLOWEST_SHOWN);
  return [...troubled, ...slowest].toSorted(([a], [b]) => (a ?? 0) - (b ?? 0));
}

function restOf(all: readonly Group[], shown: readonly Group[]): string {
  const rest = all.filter((group) => !shown.includes(group));
  const troubled = rest.filter(([, visits]) => !isWell(visits)).length;
  const what = troubled === 0 ? 'all ended well' : `${troubled} of them did not end well`;
  return `${rest.length} more iterations of ${all.length}, ${what}`;
}
