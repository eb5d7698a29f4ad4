import { describe, expect, test } from 'vitest';
import { tokenBuiltInto } from './token-expression';

/** As AWS makes them, and one that only its place gives away. */
const TOKENS = [`AQCEAAAAKgAAAAMAAAAAAAAAA${'x/Y+9='.repeat(90)}`, 'ticket-of-an-emulator', "it's {odd} & $1 (very)"];

const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

describe('the token in a text that was built around it', () => {
  const ways: readonly (readonly [string, (token: string) => string])[] = [
    ["States.Format('{}', $$.Task.Token)", (token) => token],
    ["States.Format('https://x/?t={}', $$.Task.Token)", (token) => `https://x/?t=${token}`],
    ["States.Format('order {} → {}!', $.id, $$.Task.Token)", (token) => `order 7 → ${token}!`],
    ["States.Format('it\\'s \\{{}\\}', $$.Task.Token)", (token) => `it's {${token}}`],
    ["States.Format('a {} b', States.Format('<{}>', $$.Task.Token))", (token) => `a <${token}> b`],
    ["States.Format('t={}', States.Base64Encode($$.Task.Token))", (token) => `t=${base64(token)}`],
    ['States.Base64Encode($$.Task.Token)', base64],
    ["{% 'Approve at ' & $states.context.Task.Token %}", (token) => `Approve at ${token}`],
    ['{% "say \\"yes\\" to " & $states.context.Task.Token & "." %}', (token) => `say "yes" to ${token}.`],
    [
      "{% 'https://x/' & $states.input.id & '?t=' & $encodeUrlComponent($states.context.Task.Token) %}",
      (token) => `https://x/7?t=${encodeURIComponent(token)}`,
    ],
    ["{% ('t: ' & $string($states.context.Task.Token)) %}", (token) => `t: ${token}`],
    ["{% 'e-' & $base64encode($states.context.Task.Token) %}", (token) => `e-${base64(token)}`],
  ];

  test.each(ways)('%s', (expression, build) => {
    for (const token of TOKENS) expect(tokenBuiltInto(build(token), expression)).toBe(token);
  });

  test('is not guessed where the text could be cut in two ways, or where the expression is not understood', () => {
    expect(tokenBuiltInto('a-b-c', "States.Format('{}-{}', $.id, $$.Task.Token)")).toBeNull();
    expect(tokenBuiltInto('ab', "States.Format('{}{}', $.id, $$.Task.Token)")).toBeNull();
    expect(tokenBuiltInto('TICKET', '{% $uppercase($states.context.Task.Token) %}')).toBeNull();
    expect(tokenBuiltInto('x', "States.Format('{} {}', $$.Task.Token)")).toBeNull();
    expect(tokenBuiltInto('other text', "States.Format('t={}', $$.Task.Token)")).toBeNull();
    expect(tokenBuiltInto('a', "{% 'open & $states.context.Task.Token %}")).toBeNull();
    expect(tokenBuiltInto('%zz', '{% $encodeUrlComponent($states.context.Task.Token) %}')).toBeNull();
  });
});
