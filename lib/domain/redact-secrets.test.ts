import { expect, test } from 'vitest';
import { readJsonPath } from '@/lib/domain/json-path';
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

function redactedBy(text: string, names: readonly string[], paths: readonly string[]): string {
  return redactSecrets(text, ALL, { names, paths: paths.map((path) => readJsonPath(path) ?? []) }).text;
}

test('leaves out members named like those that were given, too, also in JSON that is a text', () => {
  const given = JSON.stringify({ 'Customer-IBAN': 'DE02', body: '{"iban":"DE03"}', bank: 'ours', Größe: 1 });
  expect(redactedBy(given, ['iban', 'größe'], [])).toBe(
    String.raw`{"Customer-IBAN":"⟨redacted⟩","body":"{\"iban\":\"⟨redacted⟩\"}","bank":"ours","Größe":"⟨redacted⟩"}`,
  );
});

test.each([
  ['a member', '$.a.b', '{"a":{"b":1,"c":2},"b":3}', '{"a":{"b":"⟨redacted⟩","c":2},"b":3}'],
  ['a whole object', '$.a', '{"a":{"b":[1,{"c":2}]},"d":[4]}', '{"a":"⟨redacted⟩","d":[4]}'],
  [
    'each element',
    '$.a[*]',
    '{"a":["x",{"y":1},[2],null],"b":["x"]}',
    `{"a":[${'"⟨redacted⟩",'.repeat(3)}"⟨redacted⟩"],"b":["x"]}`,
  ],
  ['one element', '$[1].n', '[{"n":1},{"n":2},{"n":3}]', '[{"n":1},{"n":"⟨redacted⟩"},{"n":3}]'],
  [
    'every element’s member',
    '$.i[*].n',
    '{"i":[{"n":1,"m":2},{"n":[3]}]}',
    '{"i":[{"n":"⟨redacted⟩","m":2},{"n":"⟨redacted⟩"}]}',
  ],
  ['nothing of another case', '$.A', '{"a":1}', '{"a":1}'],
  ['what follows a secret name', '$.b', '{"token":{"x":[1]},"b":2}', '{"token":"⟨redacted⟩","b":"⟨redacted⟩"}'],
])('leaves out what a path leads to: %s', (_, path, given, expected) => {
  expect(redactedBy(given, [], [path])).toBe(expected);
});

test('leaves out what a path leads to where the text was cut in the midst of it', () => {
  expect(redactedBy('{"a":{"b":"canary', [], ['$.a'])).toBe('{"a":"⟨redacted⟩"');
});
