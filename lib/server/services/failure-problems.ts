import 'server-only';
import type { EpochMs } from '@/lib/base/units';
import type { ErrorCode } from '@/lib/contract/error';
import type { Problem, ProblemCode } from '@/lib/contract/problem';
import { toDateOrNull } from './time-window';

/** Headlines of what can go wrong between us, AWS and the index; the sentence below comes from where it went wrong. */
const TITLES = {
  'no-credentials': 'No AWS credentials were found',
  'no-region': 'No AWS region is set',
  'expired-credentials': 'The AWS credentials have expired',
  'access-denied': 'A permission is missing',
  'encryption-denied': 'The data is encrypted with a key that the server may not use',
  throttled: 'AWS is refusing calls for being too many',
  unreachable: 'AWS does not answer',
  'aws-failed': 'AWS answered with an error',
  'index-failed': 'The index cannot be written',
  'disk-full': 'The disk is nearly full',
} as const satisfies Partial<Record<ProblemCode, string>>;

type FailureCode = keyof typeof TITLES;

const CONSEQUENCES: Readonly<Record<FailureCode, string>> = {
  'no-credentials': 'Nothing can be read from AWS. What is shown was read before.',
  'no-region': 'Nothing can be read from AWS. What is shown was read before.',
  'expired-credentials': 'Nothing new is read from AWS. What is shown was read before.',
  'access-denied': 'What this permission would show is missing here; everything else goes on.',
  'encryption-denied': 'Definitions, inputs and outputs of this state machine cannot be read.',
  throttled: 'New executions appear later than usual.',
  unreachable: 'Nothing new is read from AWS. What is shown was read before.',
  'aws-failed': 'Something could not be read. It is tried again.',
  'index-failed': 'What AWS answers cannot be kept, so nothing new appears.',
  'disk-full': 'Reading AWS is paused. What is shown was read before.',
};

function isFailureCode(code: string): code is FailureCode {
  return code in TITLES;
}

type FailureProblem = {
  readonly code: FailureCode;
  /** What to do, as the gateway or the store worded it. */
  readonly nextStep: string;
  /** The IAM actions that are missing. */
  readonly actions?: readonly string[];
  readonly command?: string | null;
  readonly sinceMs: EpochMs | null;
};

export function toFailureProblem({ code, nextStep, actions, command, sinceMs }: FailureProblem): Problem {
  return {
    code,
    title: TITLES[code],
    message: CONSEQUENCES[code],
    nextStep,
    command: command ?? null,
    action: actions === undefined || actions.length === 0 ? null : actions.join(', '),
    since: toDateOrNull(sinceMs),
  };
}

/** The problem that an error code stands for; what failed without a code of AWS's failed in the index. */
export function failureCodeOf(code: ErrorCode): FailureCode {
  return isFailureCode(code) ? code : 'index-failed';
}
