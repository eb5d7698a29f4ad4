import { decodeArnSegment } from '@/lib/client/paths';
import { formatArn, isExecutionArn, machineOf, parseArn, type StepFunctionsArn } from '@/lib/domain/arn';

/** The title of the window for `/executions/[arn]`. */
export function executionTitle(segment: string): string {
  const arn = arnIn(segment);
  return arn !== null && isExecutionArn(arn) ? arn.name : 'Not an execution';
}

/** The title of the window for `/machines/[arn]`. */
export function machineTitle(segment: string): string {
  const arn = arnIn(segment);
  return arn?.kind === 'machine' ? arn.machine : 'Not a state machine';
}

/** The ARN of the machine that `/machines/[arn]` is about, without version or alias; `null` where the address names none. */
export function machineArnOf(segment: string): string | null {
  const arn = arnIn(segment);
  return arn?.kind === 'machine' ? formatArn(machineOf(arn)) : null;
}

function arnIn(segment: string): StepFunctionsArn | null {
  const result = parseArn(decodeArnSegment(segment) ?? '');
  return result.kind === 'ok' ? result.arn : null;
}
