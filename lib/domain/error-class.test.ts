import { expect, test } from 'vitest';
import { classifyError } from './error-class';

test.each([
  ['States.Runtime', 'definition'],
  ['States.QueryEvaluationError', 'definition'],
  ['States.NoChoiceMatched', 'definition'],
  ['States.Timeout', 'transient'],
  ['Lambda.TooManyRequestsException', 'transient'],
  ['DynamoDb.ProvisionedThroughputExceededException', 'transient'],
  ['ApiGateway.503', 'transient'],
  ['S3.NoSuchKeyException', 'task'],
  ['Payment.Declined', 'task'],
  ['States.TaskFailed', 'task'],
  [null, 'task'],
] as const)('%s is a %s error', (error, expected) => {
  expect(classifyError(error)).toBe(expected);
});
