import { expect, test } from 'vitest';
import { redactSecrets } from '@/lib/domain/redact-secrets';

const ALL = Number.POSITIVE_INFINITY;

function redacted(text: string): string {
  return redactSecrets(text, ALL).text;
}

test.each([
  ['{"password":"hunter2","id":1}', '{"password":"⟨redacted⟩","id":1}'],
  ['{ "db" : { "Pass-Word" : [ { "a": "x" }, 2 ], "user": "u" } }', '{"db":{"Pass-Word":"⟨redacted⟩","user":"u"}}'],
  [
    '[{"x-api-key":null},{"AUTHORIZATION":{"Bearer":"x"}}]',
    '[{"x-api-key":"⟨redacted⟩"},{"AUTHORIZATION":"⟨redacted⟩"}]',
  ],
  [
    '{"headers":{"set-cookie":["a=1","b=2"]},"clientSecret":true}',
    '{"headers":{"set-cookie":"⟨redacted⟩"},"clientSecret":"⟨redacted⟩"}',
  ],
  ['{"p\\u0061ssword":"x"}', '{"password":"⟨redacted⟩"}'],
  ['{"note":"my password is short"}', '{"note":"my password is short"}'],
])('leaves out the values of secret names: %s', (given, expected) => {
  expect(redacted(given)).toBe(expected);
});

test('leaves them out of JSON that is a text, however deep, or all of what is too deep', () => {
  let nested = '{"token":"canary"}';
  for (let depth = 0; depth < 4; depth += 1) nested = JSON.stringify({ body: nested });
  expect(redacted(nested)).not.toContain('canary');
  expect(redacted(nested)).toContain('body');
  expect(redacted(JSON.stringify({ body: JSON.stringify({ body: nested }) }))).not.toContain('canary');
});

test('keeps numbers of any length, and writes escapes as what they stand for', () => {
  expect(redacted('{"id": 12345678901234567890.10, "name": "Zo\\u00eb"}')).toBe(
    '{"id":12345678901234567890.10,"name":"Zoë"}',
  );
});

test('stops at the length asked for and at what was cut before, and says so', () => {
  expect(redactSecrets('{"a":"0123456789"}', 9)).toEqual({ text: '{"a":"012', isCut: true });
  expect(redactSecrets('{"a":1}', 7)).toEqual({ text: '{"a":1}', isCut: false });
  expect(redactSecrets('{"a":1,"secret":"half of it', ALL)).toEqual({
    text: '{"a":1,"secret":"⟨redacted⟩"',
    isCut: true,
  });
  expect(redactSecrets('{"a":1,"secr', ALL)).toEqual({ text: '{"a":1,', isCut: true });
});

test('takes a payload of 256 KB, also as one string', () => {
  const long = 'x\\"'.repeat(87_000);
  expect(redactSecrets(`{"a":"${long}","password":"canary"}`, ALL).text).not.toContain('canary');
});
