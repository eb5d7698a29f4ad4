import jsonata from 'jsonata';
import { isList, isMap, type JsonMap, type JsonValue, parseValue } from '../json-value';
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
  // Step Functions has it beside the functions of the language.
  made.registerFunction('parse', (text: string) => parseValue(text), '<s:x>');
  compiled.set(expression, made);
  return made;
}

/**
 * The value of a JSONata template: text that is one expression is replaced by what that gives, everything else stays.
 * @param field where the template stands; a part of it is named `field/part`
 * @param bindings what names mean, without their `$`: `states` and the variables
 * @throws EvaluationFailure in AWS's words (the corpus' `undefined-reference` and `items-eval-jsonata-fail`)
 */
export function fillJsonata(template: JsonValue, field: string, bindings: JsonMap): JsonValue {
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

function evaluate(expression: string, field: string, bindings: JsonMap): JsonValue {
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

function attempt(expression: string, field: string, subject: string, bindings: JsonMap): unknown {
  try {
    return compile(expression).evaluate(undefined, { ...bindings });
  } catch (error) {
    // What the package throws is no Error, but has a message.
    const hasMessage = typeof error === 'object' && error !== null && 'message' in error;
    const reason = hasMessage ? String(error.message) : String(error);
    throw new EvaluationFailure(field, `${subject} threw an error during evaluation. ${reason}`);
  }
}
