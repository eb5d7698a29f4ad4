import { isList, isMap, type JsonMap, type JsonValue } from '../json-value';
import { InvalidDefinition } from './definition-members';
import { compile, expressionIn } from './jsonata-template';

/** Fields of a JSONata state that hold expressions here; in others an expression would be taken for text. */
const EXPRESSION_FIELDS =
  /^(Arguments|Output|Assign|Items|ItemSelector|ItemReader|ItemBatcher|ResultWriter|MaxConcurrency|ToleratedFailure(Count|Percentage)|(Timeout|Heartbeat)?Seconds|Timestamp|Error|Cause|Choices|Catch)$/;

/**
 * Compiles every expression of a JSONata state, so that a bad one is refused before anything runs.
 * @throws InvalidDefinition
 */
export function checkJsonata(name: string, map: JsonMap): void {
  for (const [member, value] of Object.entries(map)) {
    if (['Branches', 'ItemProcessor'].includes(member)) continue;
    for (const expression of expressionsIn(value)) {
      if (!EXPRESSION_FIELDS.test(member)) throw new InvalidDefinition(`${name}: not supported here: ${member}`);
      try {
        compile(expression);
      } catch {
        throw new InvalidDefinition(`INVALID_JSONATA_EXPRESSION: ${expression} in ${name}`);
      }
    }
  }
}

function expressionsIn(value: JsonValue): readonly string[] {
  if (typeof value === 'string') return [expressionIn(value) ?? []].flat();
  if (isList(value)) return value.flatMap(expressionsIn);
  return isMap(value) ? Object.values(value).flatMap(expressionsIn) : [];
}
