import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import { InputError } from './input-error';

/**
 * Parses a whole file's JSON. Node's own message often lacks the position, so a second parser finds it, and only then.
 *
 * @throws {InputError} naming line and column of the first mistake.
 */
export function readJson(source: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const errors: ParseError[] = [];
    parse(text, errors, { disallowComments: true });
    const [first] = errors;
    if (first === undefined) throw new InputError(source, 'is not valid JSON');
    throw new InputError(source, `is not valid JSON (${inWords(first)})`, lineAndColumn(text, first.offset));
  }
}

/** `ValueExpected` → `value expected`. */
function inWords(error: ParseError): string {
  return printParseErrorCode(error.error)
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
}

/** 1-based `line:column` of an offset. */
function lineAndColumn(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return `${line}:${offset - before.lastIndexOf('\n')}`;
}
