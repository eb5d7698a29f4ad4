import type { ReactNode } from 'react';
import { WrongArn } from '@/components/arn/wrong-arn';
import { decodeArnSegment, machinePath } from '@/lib/client/paths';
import { describeArnProblem, formatArn, isExecutionArn, machineOf, parseArn } from '@/lib/domain/arn';

const TITLE = 'Not an execution';

/** What stands at `/executions/…` when the last segment of the address names no execution. */
export function WrongExecution({ segment }: { readonly segment: string }): ReactNode {
  const text = decodeArnSegment(segment);
  if (text === null) return <WrongArn title={TITLE} text={segment} reason="The address is not encoded correctly." />;
  const result = parseArn(text);
  if (result.kind === 'invalid')
    return <WrongArn title={TITLE} text={text} reason={describeArnProblem(result.problem)} />;
  const { arn } = result;
  if (arn.kind === 'activity' || isExecutionArn(arn)) {
    return <WrongArn title={TITLE} text={text} reason={`This is the ARN of an ${arn.kind}.`} />;
  }
  const instead = {
    path: machinePath(formatArn(machineOf(arn))),
    label: `Open the state machine ${arn.machine}`,
  };
  const reason = `This is the ARN of a ${arn.kind === 'machine' ? 'state machine' : 'map run'}.`;
  return <WrongArn title={TITLE} text={text} reason={reason} instead={instead} />;
}
