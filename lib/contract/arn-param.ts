import { z } from 'zod';
import { describeArnProblem, isExecutionArn, parseArn } from '@/lib/domain/arn';

/**
 * The ARN of a path, URL-encoded there. Routers differ in whether they decode it; an ARN holds no `%`, so decoding once
 * more changes nothing.
 */
const arnText = z.string().transform((segment, context) => {
  const text = decode(segment);
  if (text !== null) return text;
  context.addIssue({ code: 'custom', message: 'is not URL-encoded correctly' });
  return z.NEVER;
});

/** A state machine, without version or alias. */
export const machineArn = arnText.superRefine((text, context) => {
  const parsed = parseArn(text);
  if (parsed.kind === 'invalid') context.addIssue({ code: 'custom', message: describeArnProblem(parsed.problem) });
  else if (parsed.arn.kind !== 'machine' || parsed.arn.qualifier.kind !== 'none')
    context.addIssue({ code: 'custom', message: 'must be the ARN of a state machine, without version or alias' });
});

/** A Standard or Express execution, also a child of a map run. */
export const executionArn = arnText.superRefine((text, context) => {
  const parsed = parseArn(text);
  if (parsed.kind === 'invalid') context.addIssue({ code: 'custom', message: describeArnProblem(parsed.problem) });
  else if (!isExecutionArn(parsed.arn))
    context.addIssue({ code: 'custom', message: 'must be the ARN of an execution' });
});

/** One run of a Distributed Map. */
export const mapRunArn = arnText.superRefine((text, context) => {
  const parsed = parseArn(text);
  if (parsed.kind === 'invalid') context.addIssue({ code: 'custom', message: describeArnProblem(parsed.problem) });
  else if (parsed.arn.kind !== 'mapRun') context.addIssue({ code: 'custom', message: 'must be the ARN of a map run' });
});

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
