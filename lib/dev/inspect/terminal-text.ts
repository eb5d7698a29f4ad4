import colors from 'picocolors';
import stringWidth from 'string-width';

/** Colours by meaning. With `color` off every function returns its text unchanged. */
export type Paint = {
  readonly succeeded: (text: string) => string;
  readonly failed: (text: string) => string;
  readonly caught: (text: string) => string;
  readonly running: (text: string) => string;
  readonly waiting: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly strong: (text: string) => string;
};

export function createPaint(color: boolean): Paint {
  const pick = colors.createColors(color);
  return {
    succeeded: pick.green,
    failed: pick.red,
    caught: pick.yellow,
    running: pick.blue,
    waiting: pick.magenta,
    dim: pick.dim,
    strong: pick.bold,
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g;

/**
 * Text from AWS made safe and short for one line: names and causes are data and may hold escape sequences that would
 * drive the reader's terminal.
 */
export function oneLine(text: string): string {
  return text.replace(CONTROL, ' ').trim();
}

/** Cuts to a number of terminal columns (wide characters take two), with `…` where something is left out. */
export function fit(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += stringWidth(segment);
    if (used > columns - 1) break;
    kept += segment;
  }
  return columns < 1 ? '' : `${kept}…`;
}

/** Cut or filled to exactly so many terminal columns. */
export function fill(text: string, columns: number): string {
  const cut = fit(text, columns);
  return cut + ' '.repeat(Math.max(0, columns - stringWidth(cut)));
}

/** Breaks at spaces into lines of at most so many columns; the last line kept ends in `…` where more would follow. */
export function wrap(text: string, columns: number, mostLines: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && stringWidth(line) + 1 + stringWidth(word) > columns) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  if (lines.length <= mostLines) return lines.map((kept) => fit(kept, columns));
  const kept = lines.slice(0, mostLines);
  return kept.map((each, at) =>
    at === mostLines - 1 ? fit(`${fit(each, columns - 2)} …`, columns) : fit(each, columns),
  );
}
