import { type ExecutionArn, formatArn } from '@/lib/domain/arn';

/** Hosts of the AWS console by partition; others have none that the public can reach. */
const HOSTS: ReadonlyMap<string, string> = new Map([
  ['aws', 'console.aws.amazon.com'],
  ['aws-cn', 'console.amazonaws.cn'],
  ['aws-us-gov', 'console.amazonaws-us-gov.com'],
]);

/**
 * The page of a Standard execution in the AWS console. Null for Express, whose page there also needs the start time in a
 * form that AWS does not document, and for partitions without a public console.
 */
export function consoleAddress(arn: ExecutionArn): string | null {
  const host = HOSTS.get(arn.partition);
  if (host === undefined || arn.kind === 'express') return null;
  const region = encodeURIComponent(arn.region);
  return `https://${region}.${host}/states/home?region=${region}#/v2/executions/details/${encodeURIComponent(formatArn(arn))}`;
}
