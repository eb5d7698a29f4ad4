import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createTokenSearch } from '@/lib/testing/token-search';

/** As AWS makes them: the same beginning, then 652 characters of base64. */
function tokenOf(name: string): string {
  const bytes = Array.from({ length: 16 }, (_, at) => createHash('sha256').update(`${name} ${at}`).digest());
  return `AQCEAAAAKgAAAAMAAAAAAAAAA${Buffer.concat(bytes).subarray(0, 489).toString('base64')}`;
}

const TOKEN = tokenOf('one');
const search = createTokenSearch([tokenOf('another'), TOKEN]);

describe('a token is found', () => {
  test.each([
    ['raw', TOKEN],
    ['in JSON', JSON.stringify({ message: JSON.stringify({ token: TOKEN }) })],
    ['with escaped slashes', TOKEN.replaceAll('/', '\\/')],
    ['with special characters escaped', TOKEN.replaceAll('/', '\\u002f').replaceAll('+', '\\u002b')],
    ['URL-encoded', `https://x.example/?t=${encodeURIComponent(TOKEN)}`],
    ['URL-encoded in small letters', encodeURIComponent(TOKEN).replace(/%../g, (code) => code.toLowerCase())],
    ['URL-encoded twice', encodeURIComponent(encodeURIComponent(TOKEN))],
    ...['', 'x', 'xy', 'xyz'].map((before) => [
      `in base64 after ${before.length} characters`,
      Buffer.from(`${before}${TOKEN} and more`).toString('base64'),
    ]),
    ['in base64 for URLs', Buffer.from(TOKEN).toString('base64url')],
    ['cut at both ends', TOKEN.slice(300, 332)],
    ['among other bytes', Buffer.concat([Buffer.from([0, 255, 7]), Buffer.from(TOKEN)]).toString('latin1')],
  ])('%s', (_, written) => {
    expect(search(`before ${written} after`)).not.toBeNull();
  });

  test('wherever a run of 32 of its characters begins', () => {
    for (let at = 40; at + 32 <= TOKEN.length; at += 1) expect(search(`"${TOKEN.slice(at, at + 32)}"`)).not.toBeNull();
  });
});

test('a token of somebody else, a mark in its place and what all begin with are none', () => {
  expect(search(`${tokenOf('a third')} ⟨token:0a1b2c3d⟩ ${TOKEN.slice(0, 40)}`)).toBeNull();
});
