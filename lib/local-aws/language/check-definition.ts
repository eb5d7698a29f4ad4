import validate from 'asl-validator';
import { isMap, type JsonValue } from '../json-value';
import { InvalidDefinition } from './definition-members';

/** Definitions that were found fit, as text: a check takes a tenth of a second. */
const fit = new Set<string>();

/**
 * Checks a definition against the schema and the rules of the language, as CreateStateMachine does.
 * @throws InvalidDefinition naming all that is wrong
 */
export function checkDefinition(text: string): void {
  if (fit.has(text)) return;
  const definition: JsonValue = JSON.parse(text, withoutTemplates);
  if (!isMap(definition)) throw new InvalidDefinition('SCHEMA_VALIDATION_FAILED: the definition is no object');
  const verdict = validate(definition);
  if (!verdict.isValid) throw new InvalidDefinition(verdict.errorsText('; '));
  fit.add(text);
}

/**
 * `Output` and `Assign` hold any JSON at all: AWS runs numbers and lists of expressions there (the corpus'
 * `output-any-non-dict`), which the package refuses. A state may have such a name, too.
 */
function withoutTemplates(member: string, value: JsonValue): JsonValue | undefined {
  const isTemplate = member === 'Output' || member === 'Assign';
  return isTemplate && !(isMap(value) && typeof value['Type'] === 'string') ? undefined : value;
}
