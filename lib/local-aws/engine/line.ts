import type { State } from '../language/definition';

/**
 * One line of states: the execution itself, a branch of a Parallel, an iteration of a Map. Its events chain to each
 * other whatever other lines do meanwhile (aws-facts §2.3).
 */
export class Line {
  /** The event that the next one of this line points at. */
  at: number;
  /** The state that the line is in, or `null` between two. */
  open: OpenState | null = null;

  constructor(at: number) {
    this.at = at;
  }
}

/** A state that was entered and not left. `lines` are those below a Parallel or Map in its present attempt. */
export type OpenState = { readonly type: State['type']; readonly name: string; lines: readonly ScopeLine[] };

/** A line below a Parallel (its branch's number) or a Map (its iteration's index). */
export type ScopeLine = { readonly index: number; readonly line: Line; state: 'running' | 'succeeded' | 'failed' };
