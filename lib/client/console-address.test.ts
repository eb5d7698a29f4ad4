import { expect, it } from 'vitest';
import { type ExecutionArn, isExecutionArn, parseArn } from '@/lib/domain/arn';
import { consoleAddress, targetAddress } from './console-address';

function executionArn(text: string): ExecutionArn {
  const result = parseArn(text);
  if (result.kind === 'ok' && isExecutionArn(result.arn)) return result.arn;
  throw new Error(`not an execution: ${text}`);
}

it.each([
  ['aws', 'eu-west-1', 'https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/'],
  [
    'aws-cn',
    'cn-north-1',
    'https://cn-north-1.console.amazonaws.cn/states/home?region=cn-north-1#/v2/executions/details/',
  ],
])('leads to the console of the partition %s', (partition, region, start) => {
  const arn = `arn:${partition}:states:${region}:123456789012:execution:orders:ord-1`;
  expect(consoleAddress(executionArn(arn))).toBe(`${start}${encodeURIComponent(arn)}`);
});

it('leads nowhere for an Express execution', () => {
  const arn = 'arn:aws:states:eu-west-1:123456789012:express:thumbs:img-1:5f0c2c9e-7e11-4d2f-9f6a-2f1f9be7a301';
  expect(consoleAddress(executionArn(arn))).toBeNull();
});

it.each([
  [{ kind: 'function', id: 'charge-card', region: null } as const, 'lambda', '#/functions/charge-card'],
  [
    { kind: 'queue', id: 'https://sqs.eu-west-1.amazonaws.com/1/a', region: null } as const,
    'sqs/v3',
    '#/queues/https%3A%2F%2Fsqs.eu-west-1.amazonaws.com%2F1%2Fa',
  ],
  [{ kind: 'table', id: 'orders', region: null } as const, 'dynamodbv2', '#table?name=orders'],
])('leads to what a Task works on: %o', (target, service, place) => {
  const arn = executionArn('arn:aws:states:eu-west-1:123456789012:execution:orders:ord-1');
  expect(targetAddress(target, arn)).toBe(
    `https://eu-west-1.console.aws.amazon.com/${service}/home?region=eu-west-1${place}`,
  );
  expect(targetAddress({ ...target, region: 'us-east-1' }, arn)).toContain('https://us-east-1.console');
});
