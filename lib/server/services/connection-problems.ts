import 'server-only';
import { formatDuration, formatUtc } from '@/lib/base/format';
import type { Problem } from '@/lib/contract/problem';
import type { ConnectionState } from '@/lib/server/ports/aws-connection';
import type { ReadFailure } from '@/lib/server/sync/failure';
import type { ConnectionReport } from '@/lib/server/sync/sync-report';
import { failureCodeOf, toFailureProblem } from './failure-problems';
import { toDate } from './time-window';

/** Clocks that disagree by more are told to a person (security R7). */
const SKEW_LIMIT_MS = 60_000;

/** What stands between a connection and its data, worst first. `machineCount` is null until they were listed. */
export function findConnectionProblems(
  state: ConnectionState,
  report: ConnectionReport | null,
  machineCount: number | null,
): readonly Problem[] {
  const health = healthProblem(state);
  const failure = report?.pause ?? report?.discoveryFailure ?? null;
  // What is wrong with AWS explains every failure to read but this one.
  const isOwn = health === null || failure?.code === 'disk-full';
  const reading = failure !== null && isOwn ? [readingProblem(failure)] : [];
  return [
    ...(health === null ? [] : [health]),
    ...reading,
    ...(health === null && machineCount === 0 ? [noMachines(state)] : []),
    ...lossProblem(report),
    ...skewProblem(state),
  ];
}

function healthProblem({ health, problem, sinceMs, identity }: ConnectionState): Problem | null {
  if (health.kind === 'ok' || health.kind === 'untried') return null;
  const actions = health.kind === 'access-denied' ? health.actions : [];
  const { profile } = identity;
  const needsLogin = health.kind === 'expired-credentials' || (health.kind === 'no-credentials' && profile !== null);
  const command = needsLogin && identity.source === 'chain' ? loginCommand(profile) : null;
  return toFailureProblem({ code: health.kind, nextStep: problem ?? '', actions, command, sinceMs });
}

/** A name that a shell would read as more than a word is left to the person. */
function loginCommand(profile: string | null): string | null {
  if (profile === null) return 'aws sso login';
  return /^[\w.@+-]+$/.test(profile) ? `aws sso login --profile ${profile}` : null;
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
      'Check that account and region are the ones you mean: start with another AWS_PROFILE or AWS_REGION, or correct the configuration file. A state machine that is created now appears within two minutes.',
    command: null,
    action: null,
    since: null,
  };
}

/** Told until everything has been read again: only so long less is shown than there is. */
function lossProblem(report: ConnectionReport | null): readonly Problem[] {
  const lost = report?.indexLost ?? null;
  if (report === null || lost === null) return [];
  return [
    {
      code: 'index-lost',
      title: 'The index could not be read and was started again',
      message: `What was read before ${formatUtc(lost.atMs)} is read from AWS again (${report.message}). What AWS has forgotten by now does not come back.`,
      nextStep: `The unreadable file lies in ${lost.movedTo}. If this happens again, check the disk.`,
      command: null,
      action: null,
      since: toDate(lost.atMs),
    },
  ];
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
