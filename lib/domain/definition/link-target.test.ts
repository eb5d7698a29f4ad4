import { expect, it } from 'vitest';
import { stateOf } from '@/lib/testing/definition-states';
import { linkTargetOf } from './link-target';

const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:charge-card';
const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:refund';
const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:orders';
const QUEUE = 'https://sqs.us-east-1.amazonaws.com/123456789012/approvals';

function target(service: string, Parameters: Record<string, string>) {
  return linkTargetOf(stateOf({ Resource: `arn:aws:states:::${service}`, Parameters }));
}

it('names a function by its ARN, with its version or alone', () => {
  const charge = { kind: 'function', id: 'charge-card', region: 'eu-west-1' };
  expect(linkTargetOf(stateOf({ Resource: FUNCTION }))).toEqual(charge);
  expect(target('lambda:invoke', { FunctionName: `${FUNCTION}:PROD` })).toEqual(charge);
  expect(target('lambda:invoke', { FunctionName: 'charge-card:PROD' })).toEqual({ ...charge, region: null });
  expect(target('lambda:invoke.waitForTaskToken', { FunctionName: '123456789012:function:charge-card' })).toEqual({
    ...charge,
    region: null,
  });
});

it.each([
  ['states:startExecution.sync:2', { StateMachineArn: MACHINE }, 'machine', MACHINE, 'eu-west-1'],
  ['aws-sdk:sfn:startExecution', { StateMachineArn: MACHINE }, 'machine', MACHINE, 'eu-west-1'],
  ['sqs:sendMessage.waitForTaskToken', { QueueUrl: QUEUE }, 'queue', QUEUE, 'us-east-1'],
  ['sns:publish', { TopicArn: TOPIC }, 'topic', TOPIC, 'eu-central-1'],
  ['dynamodb:putItem', { TableName: 'orders' }, 'table', 'orders', null],
  [
    'aws-sdk:dynamodb:query',
    { TableName: 'arn:aws:dynamodb:eu-west-1:123456789012:table/orders' },
    'table',
    'orders',
    'eu-west-1',
  ],
])('names what %s works on', (service, parameters, kind, id, region) => {
  expect(target(service, parameters)).toEqual({ kind, id, region });
});

it('reads the arguments of JSONata, and leaves open what only a run knows', () => {
  const Resource = 'arn:aws:states:::sqs:sendMessage';
  expect(linkTargetOf(stateOf({ Resource, Arguments: { QueueUrl: QUEUE } }))).toMatchObject({ id: QUEUE });
  expect(linkTargetOf(stateOf({ Resource, Arguments: { QueueUrl: '{% $queue %}' } }))).toBeNull();
  expect(target('sqs:sendMessage', { 'QueueUrl.$': '$.queue' })).toBeNull();
});

it('knows no page for other services, for queues elsewhere, for activities, and for states that are no Task', () => {
  expect(target('ecs:runTask.sync', { TaskDefinition: 'papers' })).toBeNull();
  expect(target('sqs:sendMessage', { QueueUrl: 'http://localhost:4566/000000000000/approvals' })).toBeNull();
  const activity = 'arn:aws:states:eu-west-1:123456789012:activity:Review';
  expect(linkTargetOf(stateOf({ Resource: activity }))).toBeNull();
  expect(linkTargetOf(stateOf({ Type: 'Pass', Resource: FUNCTION }))).toBeNull();
});
