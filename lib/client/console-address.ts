import { type ExecutionArn, formatArn, type Partition } from '@/lib/domain/arn';
import type { LinkTarget } from '@/lib/domain/definition/link-target';

/** Hosts of the AWS console by partition; others have none that the public can reach. */
const HOSTS: ReadonlyMap<Partition, string> = new Map([
  ['aws', 'console.aws.amazon.com'],
  ['aws-cn', 'console.amazonaws.cn'],
  ['aws-us-gov', 'console.amazonaws-us-gov.com'],
]);

/**
 * The page of a Standard execution in the AWS console. Null for Express, whose page there also needs the start time in a
 * form that AWS does not document, and for partitions without a public console.
 */
export function consoleAddress(arn: ExecutionArn): string | null {
  if (arn.kind === 'express') return null;
  return toAddress(arn.partition, arn.region, 'states', `/v2/executions/details/${encodeURIComponent(formatArn(arn))}`);
}

/** The console's page of what a Task of an execution works on. Null for a state machine, which has a page here. */
export function targetAddress(
  { kind, id, region }: LinkTarget,
  { partition, region: own }: ExecutionArn,
): string | null {
  const encoded = encodeURIComponent(id);
  switch (kind) {
    case 'function':
      return toAddress(partition, region ?? own, 'lambda', `/functions/${encoded}`);
    case 'queue':
      return toAddress(partition, region ?? own, 'sqs/v3', `/queues/${encoded}`);
    case 'topic':
      return toAddress(partition, region ?? own, 'sns/v3', `/topic/${encoded}`);
    case 'table':
      return toAddress(partition, region ?? own, 'dynamodbv2', `table?name=${encoded}`);
    case 'machine':
      return null;
  }
}

function toAddress(partition: Partition, region: string, service: string, place: string): string | null {
  const host = HOSTS.get(partition);
  if (host === undefined) return null;
  const encoded = encodeURIComponent(region);
  return `https://${encoded}.${host}/${service}/home?region=${encoded}#${place}`;
}
