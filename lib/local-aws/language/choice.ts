import { isList, isMap, type JsonMap, type JsonValue, textIn } from '../json-value';
import type { ChoiceBranch, ChoiceRule, ChoiceState } from './definition';
import type { Bindings } from './jsonata-functions';
import { fillJsonata, unexpectedType } from './jsonata-template';
import { findPath, requireScoped, type Scope } from './scope';
import { RuntimeFailure } from './states-error';

type Comparison = (value: JsonValue, operand: JsonValue) => boolean;

const same: Comparison = (value, operand) => value === operand;

/** Compares two values of one type; a value of another type is no match, never an error. */
function ordered(type: 'string' | 'number', test: (order: number) => boolean): Comparison {
  return (value, operand) => {
    if (typeof value !== type || typeof operand !== type) return false;
    if (value === null || operand === null) return false;
    return test(value < operand ? -1 : value > operand ? 1 : 0);
  };
}

function inTime(test: (difference: number) => boolean): Comparison {
  return (value, operand) => {
    const difference = Date.parse(String(value)) - Date.parse(String(operand));
    return !Number.isNaN(difference) && test(difference);
  };
}

function ofKind(isKind: (value: JsonValue) => boolean): Comparison {
  return (value, operand) => isKind(value) === operand;
}

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  StringEquals: same,
  NumericEquals: same,
  BooleanEquals: same,
  StringLessThan: ordered('string', (order) => order < 0),
  StringLessThanEquals: ordered('string', (order) => order <= 0),
  StringGreaterThan: ordered('string', (order) => order > 0),
  StringGreaterThanEquals: ordered('string', (order) => order >= 0),
  NumericLessThan: ordered('number', (order) => order < 0),
  NumericLessThanEquals: ordered('number', (order) => order <= 0),
  NumericGreaterThan: ordered('number', (order) => order > 0),
  NumericGreaterThanEquals: ordered('number', (order) => order >= 0),
  TimestampEquals: inTime((difference) => difference === 0),
  TimestampLessThan: inTime((difference) => difference < 0),
  TimestampLessThanEquals: inTime((difference) => difference <= 0),
  TimestampGreaterThan: inTime((difference) => difference > 0),
  TimestampGreaterThanEquals: inTime((difference) => difference >= 0),
  StringMatches: (value, operand) => typeof value === 'string' && toWildcard(String(operand)).test(value),
  IsNull: ofKind((value) => value === null),
  IsString: ofKind((value) => typeof value === 'string'),
  IsNumeric: ofKind((value) => typeof value === 'number'),
  IsBoolean: ofKind((value) => typeof value === 'boolean'),
};

/** Reads one rule of a Choice. @throws Error when it holds no comparison that is known */
export function parseChoiceRule(map: JsonMap): ChoiceRule {
  const condition = textIn(map, 'Condition');
  if (condition !== undefined) return { kind: 'condition', text: condition };
  for (const [member, kind] of [['And', 'and'] as const, ['Or', 'or'] as const]) {
    const rules = map[member];
    if (isList(rules)) return { kind, rules: rules.map(parseNested) };
  }
  if (map['Not'] !== undefined) return { kind: 'not', rule: parseNested(map['Not']) };
  const operator = Object.keys(map).find((member) => isOperator(member));
  const variable = textIn(map, 'Variable');
  if (operator === undefined || variable === undefined) throw new Error(`not a Choice rule: ${JSON.stringify(map)}`);
  return { kind: 'compare', variable, operator, operand: map[operator] ?? null };
}

/**
 * The rule of a Choice that holds, or `null` where its Default is left.
 * @param bindings what the names in JSONata conditions mean
 * @throws RuntimeFailure when a rule looks at a path that is not there
 * @throws EvaluationFailure when a condition gives no boolean
 */
export function decide(
  state: ChoiceState,
  input: JsonValue,
  scope: Scope,
  bindings: () => Bindings,
): ChoiceBranch | null {
  const held = state.choices.find(({ rule }, index) =>
    rule.kind === 'condition' ? meets(rule.text, `Choices[${index}]/Condition`, bindings()) : holds(rule, input, scope),
  );
  return held ?? null;
}

function meets(text: string, field: string, bindings: Bindings): boolean {
  const value = fillJsonata(text, field, bindings);
  if (typeof value === 'boolean') return value;
  throw unexpectedType(text, field, 'boolean', value);
}

function holds(rule: ChoiceRule, input: JsonValue, scope: Scope): boolean {
  switch (rule.kind) {
    case 'and':
      return rule.rules.every((part) => holds(part, input, scope));
    case 'or':
      return rule.rules.some((part) => holds(part, input, scope));
    case 'not':
      return !holds(rule.rule, input, scope);
    case 'compare':
      return compares(rule.variable, rule.operator, rule.operand, input, scope);
    case 'condition':
      throw new Error('a condition stands alone');
  }
}

function compares(variable: string, operator: string, operand: JsonValue, input: JsonValue, scope: Scope): boolean {
  const value = findPath(scope, input, variable);
  if (operator === 'IsPresent') return (value !== undefined) === operand;
  if (value === undefined) {
    throw new RuntimeFailure(
      `Invalid path '${variable}': The choice state's condition path references an invalid value.`,
    );
  }
  const byPath = operator.endsWith('Path');
  const comparison = COMPARISONS[byPath ? operator.slice(0, -'Path'.length) : operator];
  return comparison?.(value, byPath ? requireScoped(scope, input, String(operand), operator) : operand) ?? false;
}

function parseNested(value: JsonValue | undefined): ChoiceRule {
  if (!isMap(value)) throw new Error('a rule was expected');
  return parseChoiceRule(value);
}

function isOperator(member: string): boolean {
  return member === 'IsPresent' || Object.hasOwn(COMPARISONS, member.replace(/Path$/, ''));
}

function toWildcard(pattern: string): RegExp {
  const source = pattern.replace(/[.+?^${}()|[\]]/g, String.raw`\$&`).replace(/(?<!\\)\*/g, '.*');
  return new RegExp(`^${source}$`);
}
