import { parseJson } from '@/lib/base/json';

/** JSON with one member a line; what is no JSON stays as it is. */
export function prettyText(text: string): string {
  const value = parseJson(text);
  // Scalars as they were written: parsing would round large numbers.
  return typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : text;
}

/** The first line of a cause: the message where it is JSON with one (Lambda's `errorMessage`), else its own first line. */
export function causeLine(cause: string): string {
  const value = parseJson(cause);
  if (typeof value === 'object' && value !== null) {
    for (const member of ['errorMessage', 'message', 'Message', 'Cause'] as const) {
      const text: unknown = Object.entries(value).find(([name]) => name === member)?.[1];
      if (typeof text === 'string' && text !== '') return firstLine(text);
    }
  }
  return firstLine(cause);
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}
