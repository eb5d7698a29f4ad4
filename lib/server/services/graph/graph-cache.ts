import 'server-only';
import { createHash } from 'node:crypto';
import { formatCount } from '@/lib/base/format';
import { readDefinition } from '@/lib/domain/definition/definition';
import { findDefinitionProblems } from '@/lib/domain/definition/definition-problems';
import type { GraphLayout } from '@/lib/domain/definition/graph-layout';
import { layoutDefinition } from './layout-definition';

/** A definition as it is drawn, or why it cannot be. */
export type DrawnDefinition =
  | {
      readonly kind: 'graph';
      readonly layout: GraphLayout;
      readonly problems: readonly { readonly state: string | null; readonly message: string }[];
    }
  | { readonly kind: 'unavailable'; readonly message: string };

/** Drawings by the hash of their definition: thousands of executions run one definition. */
export interface GraphCache {
  draw(definition: string): DrawnDefinition;
}

/** Together they may hold this many states; a state with its lines takes about 1 kB. */
const MOST_STATES_KEPT = 20_000;

/** Laying out takes longer than in proportion, and holds up every other answer meanwhile. */
const MOST_STATES_DRAWN = 500;

const MOST_PROBLEMS = 20;

export function createGraphCache(): GraphCache {
  const drawings = new Map<string, DrawnDefinition>();
  return {
    draw: (definition) => {
      const key = createHash('sha256').update(definition).digest('base64');
      const drawing = drawings.get(key) ?? draw(definition);
      // Put in anew, so that what is looked at often stays.
      drawings.delete(key);
      drawings.set(key, drawing);
      forgetOldest(drawings);
      return drawing;
    },
  };
}

function draw(text: string): DrawnDefinition {
  const read = readDefinition(text);
  if (read.kind === 'unreadable') {
    return { kind: 'unavailable', message: `No graph can be drawn: ${read.reason}.` };
  }
  const { definition } = read;
  const { size } = definition.states;
  if (size > MOST_STATES_DRAWN) {
    const most = formatCount(MOST_STATES_DRAWN);
    const message = `The definition has ${formatCount(size)} states; at most ${most} are drawn. Its text is under Definition.`;
    return { kind: 'unavailable', message };
  }
  const problems = findDefinitionProblems(definition)
    .slice(0, MOST_PROBLEMS)
    .map(({ state, message }) => ({ state, message }));
  return { kind: 'graph', layout: layoutDefinition(definition), problems };
}

function forgetOldest(drawings: Map<string, DrawnDefinition>): void {
  let total = 0;
  for (const drawing of drawings.values()) total += statesOf(drawing);
  for (const [key, drawing] of drawings) {
    if (total <= MOST_STATES_KEPT || drawings.size === 1) return;
    total -= statesOf(drawing);
    drawings.delete(key);
  }
}

/** Never 0, so that definitions that cannot be drawn are forgotten too. */
function statesOf(drawing: DrawnDefinition): number {
  return drawing.kind === 'graph' ? 1 + drawing.layout.nodes.length : 1;
}
