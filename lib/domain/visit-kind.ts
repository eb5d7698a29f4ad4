/**
 * What a visit was, as the figures of a state count it (design §1). `visited`: it ended. `failing`: failed or caught, what
 * the failure rate counts. `failed`: by itself, not because of something inside. `fatal`: its failure ended the execution.
 */
export const VISIT_KINDS = ['visited', 'failing', 'failed', 'caught', 'fatal', 'retried', 'recovered'] as const;

export type VisitKind = (typeof VISIT_KINDS)[number];
