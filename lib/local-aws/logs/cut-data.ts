import { isMap, type JsonMap } from '../json-value';

/** What of an input or output, escaped as it stands in the line, goes into a log (aws-facts §4.3). */
const MOST_ESCAPED_BYTES = 248 * 1_024;
/** Escaping makes at most six bytes of one character, `\u0001`. */
const SURELY_SHORT = MOST_ESCAPED_BYTES / 6;

/** An event's details as a log holds them: an input or output that is too long is cut and says so. */
export function cutData(details: JsonMap): JsonMap {
  const tooLong = ['input', 'output'].flatMap((member) => {
    const text = details[member];
    return typeof text === 'string' && isTooLong(text) ? [[member, text] as const] : [];
  });
  const cut = tooLong.flatMap(([member, text]) => {
    const about = details[`${member}Details`];
    return [
      [member, cutText(text)] as const,
      [`${member}Details`, { ...(isMap(about) ? about : {}), truncated: true }] as const,
    ];
  });
  return cut.length === 0 ? details : { ...details, ...Object.fromEntries(cut) };
}

function isTooLong(text: string): boolean {
  return text.length > SURELY_SHORT && escapedBytes(text) > MOST_ESCAPED_BYTES;
}

function escapedBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - '""'.length;
}

/** The longest beginning that fits and ends with a whole character. */
function cutText(text: string): string {
  let [fits, tooLong] = [0, text.length];
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (escapedBytes(text.slice(0, middle)) > MOST_ESCAPED_BYTES) tooLong = middle;
    else fits = middle;
  }
  return text.slice(0, fits).replace(/[\uD800-\uDBFF]$/, '');
}
