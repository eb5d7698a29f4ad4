import type { Definition, StateDefinition, StateGroup } from './definition';
import { isEnd, type Transition, transitionsOf } from './transitions';

/** A way between two states of a group; null at `from` is the start, at `to` the end of the whole definition. */
export type GraphLink = {
  readonly from: string | null;
  readonly to: string | null;
  readonly kind: 'flow' | 'catch';
  readonly labels: readonly string[];
};

/** The ways within a group, each pair of states once per kind. Those that lead out of the group are left out. */
export function linksOf(definition: Definition, group: StateGroup): readonly GraphLink[] {
  const isRoot = group === definition.root;
  const names = new Set(group.states);
  const links = new Map<string, { from: string | null; to: string | null; kind: 'flow' | 'catch'; labels: string[] }>();
  const add = (from: string | null, to: string | null, kind: 'flow' | 'catch', label: string | null): void => {
    const key = JSON.stringify([from, to, kind]);
    const link = links.get(key) ?? { from, to, kind, labels: [] };
    links.set(key, link);
    if (label !== null) link.labels.push(label);
  };
  if (isRoot && group.startAt !== null && names.has(group.startAt)) add(null, group.startAt, 'flow', null);
  for (const state of statesOf(definition, group)) {
    for (const transition of transitionsOf(state)) {
      if (!names.has(transition.to)) continue;
      add(state.name, transition.to, transition.kind === 'catch' ? 'catch' : 'flow', labelOf(transition));
    }
    if (isRoot && isEnd(state)) add(state.name, null, 'flow', null);
  }
  return [...links.values()];
}

function statesOf(definition: Definition, group: StateGroup): StateDefinition[] {
  return group.states.flatMap((name) => definition.states.get(name) ?? []);
}

function labelOf(transition: Transition): string | null {
  switch (transition.kind) {
    case 'next':
      return null;
    case 'default':
      return 'otherwise';
    case 'choice':
      return transition.rule;
    case 'catch':
      return transition.errorEquals.join(', ');
  }
}

/**
 * The links that decide which state stands above which: all but the catches, which would pull every handler between the
 * states it serves; but where catches are the only way to a state, one of them. A handler that leads nowhere goes below
 * the last state that needs it, one that leads back below the first.
 */
export function layeringLinks(links: readonly GraphLink[], startAt: string | null): readonly GraphLink[] {
  const chosen = links.filter(({ kind }) => kind === 'flow');
  const onward = groupBy(chosen, ({ from }) => from);
  const catches = groupBy(
    links.filter(({ kind }) => kind === 'catch'),
    ({ to }) => to,
  );
  const depths = new Map<string | null, number>();
  const reach = (first: string | null, depth: number): void => {
    const queue = [{ name: first, depth }];
    for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
      if (depths.has(at.name)) continue;
      depths.set(at.name, at.depth);
      for (const { to } of onward.get(at.name) ?? []) queue.push({ name: to, depth: at.depth + 1 });
    }
  };
  if (startAt !== null) reach(startAt, 0);
  // Each round may reach handlers of handlers.
  for (let isNew = true; isNew; ) {
    isNew = false;
    for (const [handler, ways] of catches) {
      const sources = ways.filter(({ from }) => depths.has(from) && from !== handler);
      if (depths.has(handler) || sources.length === 0) continue;
      const leadsOn = (onward.get(handler) ?? []).some(({ to }) => to !== null);
      const way = sources.reduce((best, each) => {
        const isDeeper = (depths.get(each.from) ?? 0) > (depths.get(best.from) ?? 0);
        return isDeeper === leadsOn ? best : each;
      });
      chosen.push(way);
      reach(handler, (depths.get(way.from) ?? 0) + 1);
      isNew = true;
    }
  }
  return chosen;
}

function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
