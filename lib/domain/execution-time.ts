/** What a span of time, or an order, can go by: when an execution started, or when it stopped. */
export const EXECUTION_TIMES = ['started', 'stopped'] as const;
export type ExecutionTime = (typeof EXECUTION_TIMES)[number];
