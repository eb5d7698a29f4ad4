import jsonata from 'jsonata';
import { isList, isMap, type JsonValue, parseValue } from '../json-value';
import { type Bindings, nativesOf } from './jsonata-functions';
import { EvaluationFailure } from './states-error';

const compiled = new Map<string, jsonata.Expression>();

/** The expression in `{% … %}`, or `null` for text that stands for itself. */
export function expressionIn(text: string): string | null {
  return /^\{%([\s\S]*)%\}$/.exec(text)?.[1]?.trim() ?? null;
}

/** Compiles an expression. @throws Error when it cannot be read */
export function compile(expression: string): jsonata.Expression {
  const known = compiled.get(expression);
  if (known !== undefined) return known;
  const made = jsonata(expression);
  // Beside the functions of the language; what draws on the execution is bound when it is evaluated.
  made.registerFunction('parse', (text: string) => parseValue(text), '<s:x>');
  compiled.set(expression, made);
  return made;
}

/**
 * The value of a JSONata template: text that is one expression is replaced by what that gives, everything else stays.
 * @param field where the template stands; a part of it is named `field/part`
 * @throws EvaluationFailure in AWS's words (the corpus' `undefined-reference` and `items-eval-jsonata-fail`)
 */
export function fillJsonata(template: JsonValue, field: string, bindings: Bindings): JsonValue {
  if (isList(template)) return template.map((item, index) => fillJsonata(item, `${field}[${index}]`, bindings));
  if (isMap(template)) {
    const parts = Object.entries(template).map(([member, part]) => [
      member,
      fillJsonata(part, `${field}/${member}`, bindings),
    ]);
    return Object.fromEntries(parts);
  }
  const expression = typeof template === 'string' ? expressionIn(template) : null;
  return expression === null ? template : evaluate(expression, field, bindings);
}

/** What a field's expression gave that wants another type, in AWS's words. */
export function unexpectedType(text: string, field: string, wanted: string, value: JsonValue): EvaluationFailure {
  const type = value === null ? 'null' : typeof value;
  const found = `Expected '${wanted}', but was '${type}' for value: ${JSON.stringify(value)}`;
  return new EvaluationFailure(
    field,
    `The JSONata expression '${expressionIn(text) ?? text}' specified for the field '${field}' returned an unexpected result type. ${found}`,
  );
}

function evaluate(expression: string, field: string, bindings: Bindings): JsonValue {
  const subject = `The JSONata expression '${expression}' specified for the field '${field}'`;
  const value: unknown = attempt(expression, field, subject, bindings);
  if (value === undefined) throw new EvaluationFailure(field, `${subject} returned nothing (undefined).`);
  if (typeof value === 'function' || (typeof value === 'object' && value !== null && '_jsonata_lambda' in value)) {
    throw new EvaluationFailure(field, `${subject} returned an unsupported result type.`);
  }
  // The package marks its lists with members of its own; text and back leaves plain JSON.
  const plain: JsonValue = JSON.parse(JSON.stringify(value));
  return plain;
}

function attempt(expression: string, field: string, subject: string, bindings: Bindings): unknown {
  try {
    return compile(expression).evaluate(undefined, { ...nativesOf(bindings), ...bindings.values });
  } catch (error) {
    // What the package throws is no Error, but has a message.
    const hasMessage = typeof error === 'object' && error !== null && 'message' in error;
    const reason = hasMessage ? String(error.message) : String(error);
    throw new EvaluationFailure(field, `${subject} threw an error during evaluation. ${reason}`);
  }
}
