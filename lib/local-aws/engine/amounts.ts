import { asText } from '../json-value';
import type { Amount, DistributedMap, MapState } from '../language/definition';
import { unexpectedType } from '../language/jsonata-template';
import { RuntimeFailure } from '../language/states-error';
import { evaluateField } from './state-data';
import type { Visit } from './visit';

/** What a number of a definition may be: AWS says so in a failure. */
type NumberKind = 'integer' | 'float';

/**
 * What an amount comes to in a visit, `null` where the definition says nothing.
 * @param field the member that holds it, without `Path`
 * @throws RuntimeFailure when a path leads to no such number, EvaluationFailure when an expression gives none
 */
export function amountOf(visit: Visit, amount: Amount, field: string, kind: NumberKind = 'integer'): number | null {
  if (amount === null) return null;
  if (amount.kind === 'value') return amount.value;
  const found = evaluateField(visit, amount, field);
  // Text that is a number is taken for one where a path leads to it (the corpus' `reference-in-map-state`).
  const isNumeral = amount.kind === 'path' && typeof found === 'string' && /^-?\d+(\.\d+)?$/.test(found);
  const value = isNumeral ? Number(found) : found;
  if (typeof value === 'number' && (kind === 'float' || Number.isInteger(value))) return value;
  if (amount.kind === 'expression') throw unexpectedType(amount.text, field, 'number', value);
  throw new RuntimeFailure(
    `The ${field}Path field refers to value "${asText(value)}" which is not a valid ${kind}: ${amount.path}`,
  );
}

/** How many items a Map works on at once; 0 = as many as AWS allows. */
export function maxConcurrencyOf(visit: Visit, { maxConcurrency }: MapState): number {
  return limited(amountOf(visit, maxConcurrency, 'MaxConcurrency'), 'MaxConcurrency') ?? 0;
}

/** How many items of a Distributed Map may fail; `null` where nothing is said of it. */
export function toleratedCountOf(visit: Visit, { toleratedCount }: DistributedMap): number | null {
  return limited(amountOf(visit, toleratedCount, 'ToleratedFailureCount'), 'ToleratedFailureCount');
}

export function toleratedPercentageOf(visit: Visit, { toleratedPercentage }: DistributedMap): number | null {
  const percentage = amountOf(visit, toleratedPercentage, 'ToleratedFailurePercentage', 'float');
  if (percentage === null || (percentage >= 0 && percentage <= 100)) return percentage;
  throw new RuntimeFailure('ToleratedFailurePercentage must be between 0 and 100.');
}

function limited(amount: number | null, field: string): number | null {
  if (amount === null || amount >= 0) return amount;
  throw new RuntimeFailure(`${field} cannot be negative.`);
}
