import { isMap, type JsonValue, tryParseValue } from '../json-value';
import type { LogEvent } from './log-group';

/** Why a pattern was refused; CloudWatch answers InvalidParameterException. */
export class InvalidPattern extends Error {}

const COMPARISON = /^\s*\$((?:\.\w+)+)\s*(=|!=)\s*(?:"((?:[^"\\]|\\.)*)"|([^\s"&|()]+))\s*$/;

/**
 * Reads a filter pattern: nothing (every line), or comparisons of text like `{ $.execution_arn = "…" }` joined by `&&`,
 * with `*` at either end of the text. Other patterns of CloudWatch are refused rather than misread.
 * @throws InvalidPattern
 */
export function parseFilterPattern(pattern: string): (event: LogEvent) => boolean {
  const trimmed = pattern.trim();
  if (trimmed === '') return () => true;
  const [, inside] = /^\{([\s\S]*)\}$/.exec(trimmed) ?? [];
  if (inside === undefined) throw new InvalidPattern(`Invalid filter pattern: ${pattern}`);
  const comparisons = inside.split('&&').map(parseComparison);
  return (event) => {
    // Parsing every line would make a rare match slow; text that the line lacks cannot be a value in it.
    if (!comparisons.every(({ mustHold }) => event.message.includes(mustHold))) return false;
    const line = tryParseValue(event.message);
    return line !== undefined && comparisons.every(({ test }) => test(line));
  };
}

type Comparison = {
  /** Text that stands in every line that passes. */
  readonly mustHold: string;
  readonly test: (line: JsonValue) => boolean;
};

function parseComparison(text: string): Comparison {
  const [, path, operator, quoted, bare] = COMPARISON.exec(text) ?? [];
  if (path === undefined) throw new InvalidPattern(`Invalid filter pattern near: ${text.trim()}`);
  const members = path.slice(1).split('.');
  const wanted = quoted ?? bare ?? '';
  const isExact = operator === '=' && !wanted.includes('*');
  const wildcard = toWildcard(wanted);
  return {
    mustHold: isExact ? JSON.stringify(wanted).slice(1, -1) : '',
    test: (line) => {
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
