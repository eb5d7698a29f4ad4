/**
 * About how wide a text is in the interface's font at this size, in px: for boxes that are laid out where no browser can
 * measure. Within a tenth for ordinary names.
 */
export function estimateTextWidth(text: string, fontSizePx: number): number {
  let ems = 0;
  for (const character of text) ems += emsOf(character);
  return ems * fontSizePx;
}

/** The text, cut with “…” where it would be wider than that. */
export function cutToWidth(text: string, widthPx: number, fontSizePx: number): string {
  if (estimateTextWidth(text, fontSizePx) <= widthPx) return text;
  let ems = emsOf('…');
  let kept = '';
  for (const character of text) {
    ems += emsOf(character);
    if (ems * fontSizePx > widthPx) break;
    kept += character;
  }
  return `${kept}…`;
}

// The widths of Inter, in groups.
function emsOf(character: string): number {
  if (/[iljI|.,:;' ]/.test(character)) return 0.26;
  if (/[tfr()[\]!1]/.test(character)) return 0.37;
  if (/[_-]/.test(character)) return 0.46;
  if (/[mwMW@%…—]/.test(character)) return 0.88;
  if (/[A-Z&+<>=~]/.test(character)) return 0.68;
  // Beyond Latin most scripts are as wide as high, or nearly.
  return character > 'ɏ' ? 1 : 0.59;
}
