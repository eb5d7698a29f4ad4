import { isJsonObject, textOf } from '@/lib/base/json';
import type { StateDefinition } from './definition';
import { taskResourceOf } from './task-resource';

/**
 * What a Task works on and a person would open next. `id` is the text that names it (a function's name, the URL of a
 * queue, an ARN), `region` where its ARN says so; null where it is that of the execution.
 */
export type LinkTarget = {
  readonly kind: 'function' | 'machine' | 'queue' | 'table' | 'topic';
  readonly id: string;
  readonly region: string | null;
};

type Named = { readonly kind: LinkTarget['kind']; readonly member: string };

/** The member of a Task's parameters that names what it works on, by service. */
const MEMBERS: ReadonlyMap<string, Named> = new Map<string, Named>([
  ['lambda', { kind: 'function', member: 'FunctionName' }],
  ['states', { kind: 'machine', member: 'StateMachineArn' }],
  ['sqs', { kind: 'queue', member: 'QueueUrl' }],
  ['sns', { kind: 'topic', member: 'TopicArn' }],
  ['dynamodb', { kind: 'table', member: 'TableName' }],
]);

/** The AWS SDK integrations call Step Functions by another name than its own integration does. */
const SDK_NAMES: ReadonlyMap<string, string> = new Map([['sfn', 'states']]);

/** Null for a state that is no Task, for what AWS has no page for, and for what is known only once it runs. */
export function linkTargetOf(state: StateDefinition): LinkTarget | null {
  const resource = taskResourceOf(state);
  if (resource?.kind === 'function') return toTarget('function', resource.arn);
  if (resource?.kind !== 'service') return null;
  const service = resource.service.replace(/^aws-sdk:/, '');
  const named = MEMBERS.get(SDK_NAMES.get(service) ?? service);
  const given = state.fields['Parameters'] ?? state.fields['Arguments'];
  const id = named === undefined || !isJsonObject(given) ? undefined : textOf(given, named.member);
  // JSONata stands for a value in the member itself; JSONPath writes `Member.$`, which is another member.
  return named === undefined || id === undefined || id.startsWith('{%') ? null : toTarget(named.kind, id);
}

const ARN = /^arn:[\w-]+:[\w-]+:([^:]*):/;
const FUNCTION = /^(?:arn:[\w-]+:lambda:[^:]*:)?(?:\d{12}:)?(?:function:)?([\w-]+)/;
const TABLE = /^(?:arn:[^/]+\/)?([\w.-]+)/;
const QUEUE = /^https:\/\/sqs\.([\w-]+)\.amazonaws\.com/;

function toTarget(kind: LinkTarget['kind'], text: string): LinkTarget | null {
  const region = ARN.exec(text)?.[1] || null;
  switch (kind) {
    case 'function':
      return withId(kind, FUNCTION.exec(text)?.[1], region);
    case 'table':
      return withId(kind, TABLE.exec(text)?.[1], region);
    case 'queue': {
      const of = QUEUE.exec(text)?.[1];
      return of === undefined ? null : { kind, id: text, region: of };
    }
    case 'machine':
    case 'topic':
      return region === null ? null : { kind, id: text, region };
  }
}

function withId(kind: LinkTarget['kind'], id: string | undefined, region: string | null): LinkTarget | null {
  return id === undefined ? null : { kind, id, region };
}
