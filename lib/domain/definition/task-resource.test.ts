import { expect, it } from 'vitest';
import { stateOf } from '@/lib/testing/definition-states';
import { taskResourceOf } from './task-resource';

function service(name: string, action: string, pattern: string) {
  return { kind: 'service', service: name, action, pattern };
}

it.each([
  ['arn:aws:states:::lambda:invoke', service('lambda', 'invoke', 'request-response')],
  ['arn:aws-us-gov:states:::sqs:sendMessage', service('sqs', 'sendMessage', 'request-response')],
  ['arn:aws:states:::sqs:sendMessage.waitForTaskToken', service('sqs', 'sendMessage', 'waitForTaskToken')],
  ['arn:aws:states:::states:startExecution.sync', service('states', 'startExecution', 'sync')],
  ['arn:aws-cn:states:::states:startExecution.sync:2', service('states', 'startExecution', 'sync')],
  ['arn:aws:states:::aws-sdk:dynamodb:putItem', service('aws-sdk:dynamodb', 'putItem', 'request-response')],
  ['arn:aws:states:::http:invoke', service('http', 'invoke', 'request-response')],
])('reads the service, the action and how it is waited for: %s', (text, expected) => {
  expect(taskResourceOf(stateOf({ Resource: text }))).toEqual(expected);
});

it('names a function without its version, and an activity', () => {
  const lambda = 'arn:aws:lambda:eu-west-1:123456789012:function:charge:PROD';
  expect(taskResourceOf(stateOf({ Resource: lambda }))).toEqual({ kind: 'function', name: 'charge', arn: lambda });
  const activity = 'arn:aws:states:eu-west-1:123456789012:activity:Approve';
  expect(taskResourceOf(stateOf({ Resource: activity }))).toEqual({ kind: 'activity', name: 'Approve', arn: activity });
});

it('keeps the text of what it does not know', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how CloudFormation writes a value to be filled in
  const text = '${ChargeFunction}';
  expect(taskResourceOf(stateOf({ Resource: text }))).toEqual({ kind: 'other', text });
  expect(taskResourceOf(stateOf({ Resource: 7 }))).toBeNull();
  expect(taskResourceOf(stateOf({ Type: 'Pass', Resource: text }))).toBeNull();
});
