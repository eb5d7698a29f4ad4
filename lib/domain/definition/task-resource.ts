import { textOf } from '@/lib/base/json';
import type { StateDefinition } from './definition';

/** How a Task waits for the service it calls: for its answer, for the end of its job, for someone to send a token back. */
export type IntegrationPattern = 'request-response' | 'sync' | 'waitForTaskToken';

/** Who does a Task's work, as its `Resource` names it. */
export type TaskResource =
  | {
      readonly kind: 'service';
      /** `lambda`, `sqs`, `aws-sdk:dynamodb` */
      readonly service: string;
      /** `invoke`, without the pattern */
      readonly action: string;
      readonly pattern: IntegrationPattern;
    }
  /** A Lambda function named by its own ARN. `name` carries no version or alias. */
  | { readonly kind: 'function'; readonly name: string; readonly arn: string }
  | { readonly kind: 'activity'; readonly name: string; readonly arn: string }
  /** Neither of those: a placeholder that was never filled in, or something newer than this reader. */
  | { readonly kind: 'other'; readonly text: string };

const SERVICE = /^arn:[\w-]+:states:[^:]*:[^:]*:(aws-sdk:[\w-]+|[\w-]+):([\w-]+)(?:\.(sync(?::2)?|waitForTaskToken))?$/;
const FUNCTION = /^arn:[\w-]+:lambda:[^:]+:[^:]*:function:([^:]+)/;
const ACTIVITY = /^arn:[\w-]+:states:[^:]+:[^:]*:activity:(.+)$/;

/** Null for a state that is no Task or names no resource. */
export function taskResourceOf(state: StateDefinition): TaskResource | null {
  const text = state.type === 'Task' ? textOf(state.fields, 'Resource') : undefined;
  return text === undefined ? null : toTaskResource(text);
}

function toTaskResource(text: string): TaskResource {
  const activity = ACTIVITY.exec(text)?.[1];
  if (activity !== undefined) return { kind: 'activity', name: activity, arn: text };
  const lambda = FUNCTION.exec(text)?.[1];
  if (lambda !== undefined) return { kind: 'function', name: lambda, arn: text };
  const [, service, action, pattern] = SERVICE.exec(text) ?? [];
  if (service === undefined || action === undefined) return { kind: 'other', text };
  return { kind: 'service', service, action, pattern: toPattern(pattern) };
}

function toPattern(suffix: string | undefined): IntegrationPattern {
  if (suffix === undefined) return 'request-response';
  return suffix === 'waitForTaskToken' ? 'waitForTaskToken' : 'sync';
}
