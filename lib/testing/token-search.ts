/** Any run of so many characters of a token is found, wherever in it the run begins. */
const FOUND_LENGTH = 32;

/** Length of the pieces that are looked for. With one at every `STEP`, every run of `FOUND_LENGTH` holds a whole piece. */
const PIECE_LENGTH = 25;
const STEP = FOUND_LENGTH - PIECE_LENGTH + 1;

/** What all tokens begin with, and what base64 makes of it: no piece is taken from there. */
const COMMON_LENGTH = 40;

/** The ways in which a token may be written into a text. */
function formsOf(token: string): readonly string[] {
  // In base64 of a longer text it looks different at each of three alignments.
  const base64 = ['', 'x', 'xy'].map((before) => Buffer.from(`${before}${token}`).toString('base64'));
  return [
    token,
    token.replaceAll('/', '\\/'),
    token.replace(/[+/=]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`),
    encodeURIComponent(token),
    encodeURIComponent(token).replace(/%../g, (code) => code.toLowerCase()),
    encodeURIComponent(encodeURIComponent(token)),
    ...base64,
    ...base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

/**
 * A function that tells where a text shows a part of any of these tokens; null where it shows none. It knows them raw,
 * with their slashes or every special character escaped as in JSON, URL-encoded once or twice, and in base64. One that is
 * written in a way that is not known is found all the same where 32 of its characters stand in a row.
 */
export function createTokenSearch(tokens: readonly string[]): (text: string) => number | null {
  const pieces = new Set<string>();
  for (const token of tokens) {
    for (const form of formsOf(token)) {
      for (let at = COMMON_LENGTH; at + PIECE_LENGTH <= form.length; at += STEP)
        pieces.add(form.slice(at, at + PIECE_LENGTH));
    }
  }
  return (text) => {
    for (let at = 0; at + PIECE_LENGTH <= text.length; at += 1) {
      if (pieces.has(text.slice(at, at + PIECE_LENGTH))) return at;
    }
    return null;
  };
}
