import { expect, test } from 'vitest';
import { epochMs } from '@/lib/base/units';
import type { StateDefinition } from './definition/definition';
import type { HistoryEvent } from './history/history-event';
import { createTokenRedactor, findTokenPlaces, tokensIn, tokenToAnswer } from './task-token';

const TOKEN = `AQCEAAAAKgAAAAMAAAAAAAAAA${'x/Y+9'.repeat(80)}==`;

function state(fields: Record<string, unknown>): StateDefinition {
  const place = { container: null, group: 0, groups: [], queryLanguage: 'JSONPath' } as const;
  return { name: 'Approve', type: 'Task', ...place, fields };
}

function scheduled(parameters: unknown, resource = 'sendMessage.waitForTaskToken'): HistoryEvent {
  const details = { resourceType: 'sqs', resource, parameters: JSON.stringify(parameters) };
  return { id: 3, previousEventId: 2, type: 'TaskScheduled', atMs: epochMs(0), details };
}

test('finds the place of the token in JSONPath, in an intrinsic, in JSONata and in a list', () => {
  const places = findTokenPlaces(
    state({
      Parameters: {
        'Plain.$': '$$.Task.Token',
        Deep: [{ 'Link.$': "States.Format('https://x/?t={}', $$.Task.Token)" }],
        'Task.$': '$$.Task',
        'Other.$': '$$.TaskName',
      },
      Arguments: {
        MessageBody: '{% $states.context.Task.Token %}',
        Text: "{% 'answer ' & $states.context.Task.Token %}",
      },
    }),
  );
  expect(places).toEqual([
    { path: ['Plain'], expression: null },
    { path: ['Deep', 0, 'Link'], expression: "States.Format('https://x/?t={}', $$.Task.Token)" },
    { path: ['Task', 'Token'], expression: null },
    { path: ['MessageBody'], expression: null },
    { path: ['Text'], expression: "{% 'answer ' & $states.context.Task.Token %}" },
  ]);
});

test('takes exactly the value at the place the definition names, whatever it looks like', () => {
  const definition = state({ Parameters: { MessageBody: { 'ticket.$': '$$.Task.Token' } } });
  expect(tokensIn(scheduled({ MessageBody: { ticket: 'made-up', TaskToken: 'decoy' } }), definition)).toEqual([
    'made-up',
  ]);
});

test('takes the token out of a text it was built into', () => {
  const definition = state({ Parameters: { 'Link.$': "States.Format('https://x/?t={}', $$.Task.Token)" } });
  expect(tokensIn(scheduled({ Link: `https://x/?t=${TOKEN}` }), definition)).toEqual([TOKEN]);
});

test('recognizes a token by its look where the definition is not known', () => {
  expect(tokensIn(scheduled({ Whatever: [TOKEN] }), undefined)).toEqual([TOKEN]);
  expect(tokensIn(scheduled({ Whatever: 'nothing' }), undefined)).toEqual([]);
});

test('knows the token that a task answers another one with', () => {
  expect(tokensIn(scheduled({ TaskToken: 'somebody-elses', Output: '{}' }, 'sendTaskSuccess'), undefined)).toEqual([
    'somebody-elses',
  ]);
});

test('finds none where execution data was left out or cannot be parsed', () => {
  const event = scheduled({});
  expect(tokensIn({ ...event, details: {} }, undefined)).toEqual([]);
  expect(tokensIn({ ...event, details: { parameters: '{"cut":' } }, undefined)).toEqual([]);
});

test.each([
  ['raw', (token: string) => token],
  ['JSON-escaped', (token: string) => JSON.stringify({ token })],
  ['JSON in JSON', (token: string) => JSON.stringify({ body: JSON.stringify({ token }) })],
  ['with escaped slashes', (token: string) => token.replaceAll('/', '\\/')],
  ['URL-encoded', (token: string) => `https://x/?t=${encodeURIComponent(token)}&u=1`],
  ['base64', (token: string) => Buffer.from(token).toString('base64')],
])('removes a token written %s', (_, write) => {
  const redact = createTokenRedactor([TOKEN], () => 'f00d');
  const text = redact(`before ${write(TOKEN)} after`);
  expect(text).toContain('⟨token:f00d⟩');
  expect(text).toMatch(/^before .*after$/);
  expect(text).not.toContain(TOKEN.slice(30, 70));
});

test('knows the look of older tokens, which have nothing before it', () => {
  const older = `AAAAKgAAAAIAAAAA${'x/Y+9'.repeat(80)}=`;
  expect(tokensIn(scheduled({ Whatever: older }), undefined)).toEqual([older]);
  expect(createTokenRedactor([], () => 'f00d')(`echoed ${older}.`)).toBe('echoed ⟨token:f00d⟩.');
});

test('removes what is shaped like a token also where it was URL-encoded or is inside base64', () => {
  const redact = createTokenRedactor([], () => 'f00d');
  expect(redact(`?t=${encodeURIComponent(TOKEN)}&u=1`)).toBe('?t=⟨token:f00d⟩&u=1');
  for (const before of ['', 'x', 'xy']) {
    expect(redact(`body ${btoa(`${before}${TOKEN}`)} end`)).toBe('body ⟨token:f00d⟩ end');
  }
});

test('removes what is shaped like a token though nobody named it, and leaves ordinary text alone', () => {
  const redact = createTokenRedactor(['a'], () => 'f00d');
  expect(redact(`a worker echoed ${TOKEN}`)).toBe('a worker echoed ⟨token:f00d⟩');
  expect(redact('arn:aws:states:eu-west-1:123456789012:execution:orders:ord-1')).toContain('orders:ord-1');
});

test('answers with the token of the place, however it was built in, and with nothing it is not sure of', () => {
  const format = state({
    Parameters: { 'Message.$': "States.Format('https://pay/?batch={}&token={}', $.id, $$.Task.Token)" },
  });
  const message = (text: string) => tokenToAnswer(scheduled({ Message: text }), format);
  expect(message('https://pay/?batch=b-7&token=made-up')).toEqual({ kind: 'token', token: 'made-up' });
  // Two ways to cut it, and neither looks like a token.
  expect(message('https://pay/?batch=b&token=7&token=made-up')).toEqual({ kind: 'unclear' });
  expect(message(`https://pay/?batch=b&token=7&token=${TOKEN}`)).toEqual({ kind: 'token', token: TOKEN });
  expect(tokenToAnswer(scheduled({ Message: TOKEN }), state({ Parameters: { 'Message.$': '$.id' } }))).toEqual({
    kind: 'not-passed',
  });
  expect(tokenToAnswer(scheduled({ Whatever: TOKEN }), undefined)).toEqual({ kind: 'token', token: TOKEN });
  const blind = { ...scheduled({}), details: { resource: 'sendMessage.waitForTaskToken' } };
  expect(tokenToAnswer(blind, format)).toEqual({ kind: 'no-data' });
});
