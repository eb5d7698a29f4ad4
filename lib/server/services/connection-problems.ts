import 'server-only';
import { formatDuration } from '@/lib/base/format';
import type { Problem } from '@/lib/contract/problem';
import type { ConnectionState } from '@/lib/server/ports/aws-connection';
import type { ReadFailure } from '@/lib/server/sync/failure';
import type { ConnectionReport } from '@/lib/server/sync/sync-report';
import { failureCodeOf, toFailureProblem } from './failure-problems';

/** Clocks that disagree by more are told to a person (security R7). */
const SKEW_LIMIT_MS = 60_000;

type Known = {
  /** Null until they were listed. */
  readonly machineCount: number | null;
  readonly awsProfile: string | null;
};

/** What stands between a connection and its data, worst first. */
export function findConnectionProblems(
  state: ConnectionState,
  report: ConnectionReport | null,
  { machineCount, awsProfile }: Known,
): readonly Problem[] {
  const health = healthProblem(state, awsProfile);
  const failure = report?.pause ?? report?.discoveryFailure ?? null;
  const reading = health === null && failure !== null ? [readingProblem(failure)] : [];
  return [
    ...(health === null ? [] : [health]),
    ...reading,
    ...(health === null && machineCount === 0 ? [noMachines(state)] : []),
    ...skewProblem(state),
  ];
}

function healthProblem({ health, problem, sinceMs }: ConnectionState, awsProfile: string | null): Problem | null {
  if (health.kind === 'ok' || health.kind === 'untried') return null;
  const actions = health.kind === 'access-denied' ? health.actions : [];
  const needsLogin = health.kind === 'expired-credentials' || (health.kind === 'no-credentials' && awsProfile !== null);
  const command = needsLogin ? loginCommand(awsProfile) : null;
  return toFailureProblem({ code: health.kind, nextStep: problem ?? '', actions, command, sinceMs });
}

/** A name that a shell would read as more than a word is left to the person. */
function loginCommand(awsProfile: string | null): string | null {
  if (awsProfile === null) return 'aws sso login';
  return /^[\w.@+-]+$/.test(awsProfile) ? `aws sso login --profile ${awsProfile}` : null;
}

function readingProblem({ code, message, sinceMs }: ReadFailure): Problem {
  return toFailureProblem({ code: failureCodeOf(code), nextStep: message, sinceMs });
}

function noMachines({ account, region }: ConnectionState): Problem {
  return {
    code: 'no-machines',
    title: 'There are no state machines here',
    message: `Account ${account ?? 'unknown'} has none in ${region ?? 'this region'}.`,
    nextStep:
      'Check that account and region are the ones you mean: start with another AWS_PROFILE or AWS_REGION. A state machine that is created now appears within two minutes.',
    command: null,
    action: null,
    since: null,
  };
}

function skewProblem({ clockAheadMs }: ConnectionState): readonly Problem[] {
  if (clockAheadMs === null || Math.abs(clockAheadMs) <= SKEW_LIMIT_MS) return [];
  const direction = clockAheadMs > 0 ? 'ahead of' : 'behind';
  return [
    {
      code: 'clock-skew',
      title: `The clock of the server is ${formatDuration(Math.abs(clockAheadMs))} ${direction} AWS`,
      message: 'Durations are right, because they come from AWS. "Ago" and countdowns are off by that much.',
      nextStep:
        'Set the clock of the machine that runs the dashboard, for example by switching time synchronization on.',
      command: null,
      action: null,
      since: null,
    },
  ];
}
