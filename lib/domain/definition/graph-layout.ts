/** A point of a drawing, in px from its top left corner. */
export type Point = { readonly x: number; readonly y: number };

type Box = Point & { readonly width: number; readonly height: number };

/** Something that has a place in the drawing of a definition. */
export type GraphNode = Box & {
  /** Unique in the drawing. */
  readonly id: string;
  /**
   * `state`; `container`: a Map or Parallel drawn around what it holds; `branch`: one branch of a Parallel; `start` and
   * `end` of the whole.
   */
  readonly kind: 'state' | 'container' | 'branch' | 'start' | 'end';
  /** Null for `branch`, `start` and `end`. */
  readonly state: string | null;
  /** The state's type as the definition writes it; empty for the others. */
  readonly type: string;
  /** What a Task calls, or that a Map is distributed, in a few words; null where there is nothing to say. */
  readonly detail: string | null;
  /** Boxes around it. */
  readonly depth: number;
  /** The Distributed Map around it, the innermost one: it runs in the executions of that one's map runs, not in this one. */
  readonly mapRunOf: string | null;
};

/** A way from one state to another; null at `from` is the start, at `to` the end of the whole. */
export type GraphEdge = {
  readonly id: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly kind: 'flow' | 'catch';
  /** The rules or errors that lead this way; empty for a plain Next. */
  readonly labels: readonly string[];
  /** Corners of its line, the ends among them; the last one is at the arrowhead. */
  readonly points: readonly Point[];
};

/** A definition as it is drawn. Nodes stand in the order in which they may be painted: what is around comes first. */
export type GraphLayout = {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
};
