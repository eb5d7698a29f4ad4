import { z } from 'zod';
import type { GraphLayout } from '@/lib/domain/definition/graph-layout';
import { executionArn, machineArn } from './arn-param';
import { date } from './values';

/** `GET /api/v1/machines/{arn}/graph` */
export const getMachineGraphRequest = z.object({ arn: machineArn });
export type GetMachineGraphInput = Readonly<z.output<typeof getMachineGraphRequest>>;

/** `GET /api/v1/executions/{arn}/graph` */
export const getExecutionGraphRequest = z.object({ arn: executionArn });
export type GetExecutionGraphInput = Readonly<z.output<typeof getExecutionGraphRequest>>;

const point = { x: z.number(), y: z.number() };

const node = z.object({
  /** Unique in the drawing. */
  id: z.string(),
  /** `container` is a Map or Parallel around what it holds; `branch` one branch of a Parallel. */
  kind: z.enum(['state', 'container', 'branch', 'start', 'end']),
  /** Null for `branch`, `start` and `end`. */
  state: z.string().nullable(),
  /** The state's type as the definition writes it; empty for the others. */
  type: z.string(),
  /** What a Task calls (`lambda invoke`), or `distributed` for such a Map. */
  detail: z.string().nullable(),
  /** Boxes around it. */
  depth: z.int().nonnegative(),
  /** The Distributed Map around it, the innermost one: the state runs in executions of its map runs. */
  mapRunOf: z.string().nullable(),
  ...point,
  width: z.number(),
  height: z.number(),
});

const edge = z.object({
  id: z.string(),
  /** Null: the start of the whole. */
  from: z.string().nullable(),
  /** Null: the end of the whole. */
  to: z.string().nullable(),
  kind: z.enum(['flow', 'catch']),
  /** The rules or errors that lead this way; empty for a plain `Next`. */
  labels: z.array(z.string()).readonly(),
  /** Corners of its line, ends included; the arrowhead is at the last. */
  points: z.array(z.object(point)).readonly(),
});

/** A drawing in px. Nodes stand in the order in which they may be painted. */
const layout: z.ZodType<GraphLayout> = z.object({
  width: z.number(),
  height: z.number(),
  nodes: z.array(node).readonly(),
  edges: z.array(edge).readonly(),
});

/**
 * A definition laid out for drawing. `isAsRun`: it is the one that the execution ran with (for a machine: the present one).
 * `problems` are what is wrong with the definition; what could be read is drawn all the same. `unavailable`: `message` says
 * why and what to do.
 */
export const graphResponse = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('graph'),
    layout,
    isAsRun: z.boolean(),
    revisionId: z.string().nullable(),
    updateDate: date.nullable(),
    note: z.string().nullable(),
    problems: z.array(z.object({ state: z.string().nullable(), message: z.string() })).readonly(),
  }),
  z.object({ kind: z.literal('unavailable'), message: z.string() }),
]);
export type GraphAnswer = Readonly<z.infer<typeof graphResponse>>;
