import { isMap, type JsonValue, tryParseValue } from '../json-value';
import type { LogEvent } from './log-group';

/** Why a pattern was refused; CloudWatch answers InvalidParameterException. */
export class InvalidPattern extends Error {}

const COMPARISON = /^\s*\$((?:\.\w+)+)\s*(=|!=)\s*(?:"((?:[^"\\]|\\.)*)"|([^\s"&|()]+))\s*$/;
/** Parts of a pattern: quoted text, `&&`, `||`, parentheses, and anything else up to the next of these. */
const PARTS = /"(?:[^"\\]|\\.)*"|&&|\|\||[()]|[^"&|()]+|[&|]/g;

/**
 * Reads a filter pattern: nothing (every line), or comparisons of text like `{ $.execution_arn = "…" }` joined by `&&`
 * and `||`, in parentheses where needed, with `*` at either end of the text. Other patterns of CloudWatch are refused
 * rather than misread.
 * @throws InvalidPattern
 */
export function parseFilterPattern(pattern: string): (event: LogEvent) => boolean {
  const trimmed = pattern.trim();
  if (trimmed === '') return () => true;
  const [, inside] = /^\{([\s\S]*)\}$/.exec(trimmed) ?? [];
  if (inside === undefined) throw new InvalidPattern(`Invalid filter pattern: ${pattern}`);
  const parts = inside.match(PARTS) ?? [];
  const condition = readAny(parts);
  if (parts.length > 0) throw new InvalidPattern(`Invalid filter pattern near: ${parts.join('')}`);
  return ({ message }) => {
    // Parsing every line would make a rare match slow; text that the line lacks cannot be a value in it.
    if (!condition.mayHold(message)) return false;
    const line = tryParseValue(message);
    return line !== undefined && condition.holds(line);
  };
}

type Condition = {
  /** False where the line's text alone rules the condition out. */
  readonly mayHold: (message: string) => boolean;
  readonly holds: (line: JsonValue) => boolean;
};

/** Takes conditions joined by `||` off the front of `parts`. */
function readAny(parts: string[]): Condition {
  const any = readJoined(parts, '||', readAll);
  return {
    mayHold: (message) => any.some(({ mayHold }) => mayHold(message)),
    holds: (line) => any.some(({ holds }) => holds(line)),
  };
}

function readAll(parts: string[]): Condition {
  const all = readJoined(parts, '&&', readOne);
  return {
    mayHold: (message) => all.every(({ mayHold }) => mayHold(message)),
    holds: (line) => all.every(({ holds }) => holds(line)),
  };
}

function readJoined(parts: string[], joint: '&&' | '||', read: (parts: string[]) => Condition): readonly Condition[] {
  const conditions = [read(parts)];
  while (parts[0] === joint) {
    parts.shift();
    conditions.push(read(parts));
  }
  return conditions;
}

function readOne(parts: string[]): Condition {
  if (parts[0]?.trim() === '' && parts[1] === '(') parts.shift();
  if (parts[0] !== '(') return readComparison(parts);
  parts.shift();
  const inside = readAny(parts);
  if (parts.shift() !== ')') throw new InvalidPattern('Invalid filter pattern: a parenthesis is not closed');
  if (parts[0]?.trim() === '') parts.shift();
  return inside;
}

function readComparison(parts: string[]): Condition {
  let text = '';
  while (parts[0] !== undefined && !['&&', '||', '(', ')'].includes(parts[0])) text += parts.shift();
  const [, path, operator, quoted, bare] = COMPARISON.exec(text) ?? [];
  if (path === undefined) throw new InvalidPattern(`Invalid filter pattern near: ${text.trim()}`);
  const members = path.slice(1).split('.');
  const wanted = quoted ?? bare ?? '';
  // What stands between the asterisks stands in every line that passes, written as JSON writes it.
  const needed = JSON.stringify(wanted.replace(/^\*|\*$/g, '')).slice(1, -1);
  const wildcard = toWildcard(wanted);
  return {
    mayHold: (message) => operator === '!=' || message.includes(needed),
    holds: (line) => {
      const value = members.reduce<JsonValue | undefined>(
        (found, name) => (isMap(found) ? found[name] : undefined),
        line,
      );
      if (value === undefined) return false;
      return wildcard.test(String(value)) === (operator === '=');
    },
  };
}

function toWildcard(text: string): RegExp {
  const escaped = text.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replace(/^\*|\*$/g, '.*')}$`, 's');
}
