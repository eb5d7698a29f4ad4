import 'server-only';
import type { Problem } from '@/lib/contract/problem';
import type { IndexedMachine } from '@/lib/server/ports/index-store';
import type { ReadFailure } from '@/lib/server/sync/failure';
import type { MachineReport } from '@/lib/server/sync/sync-report';
import { failureCodeOf, toFailureProblem } from './failure-problems';

/** What keeps the executions of one machine from being read or complete: failures first, then its log settings. */
export function findMachineProblems(machine: IndexedMachine, report: MachineReport | null): readonly Problem[] {
  const failures = [report?.describeFailure, report?.failure, report?.historyFailure].flatMap((failure) =>
    failure == null ? [] : [toProblem(failure)],
  );
  const logFailure = report?.logFailure ?? null;
  return [
    ...failures,
    ...(logFailure === null ? [] : [{ ...toProblem(logFailure), message: WITHOUT_LOG }]),
    ...loggingProblems(machine, report?.isLogMissing ?? false),
  ];
}

/** Of a Standard machine: its log only saves calls. */
const WITHOUT_LOG =
  'The log of this state machine cannot be read. Nothing is missing for that: its histories are read through the Step Functions API, which takes a call for each.';

function toProblem({ code, message, sinceMs }: ReadFailure): Problem {
  return toFailureProblem({ code: failureCodeOf(code), nextStep: message, sinceMs });
}

/** Express executions have no history but their log (aws-facts §4), so its settings decide what can be known. */
function loggingProblems({ type, status, logging, name }: IndexedMachine, isLogMissing: boolean): readonly Problem[] {
  if (type !== 'EXPRESS' || logging === null || status !== 'ACTIVE') return [];
  if (logging.level === 'OFF' || logging.logGroupArn === null) {
    return [
      say('logging-off', 'Logging is off', {
        message: `AWS keeps no history of Express executions: without a log nothing of ${name} can be shown. That does not mean that nothing ran.`,
        nextStep:
          'Turn logging on with level ALL and "include execution data" in the state machine’s settings. Executions that start afterwards appear by themselves.',
      }),
    ];
  }
  if (isLogMissing) {
    return [
      say('log-group-missing', 'The log group does not exist', {
        message: `${name} writes to a log group that was deleted, so its executions leave no trace.`,
        nextStep: 'Create the log group again, or name another in the state machine’s logging settings.',
      }),
    ];
  }
  return [
    ...(logging.level === 'ALL' ? [] : [failuresOnly(name, logging.level)]),
    ...(logging.includesData ? [] : [withoutData(name)]),
  ];
}

function failuresOnly(name: string, level: string): Problem {
  return say('failures-only', `Only failures are logged (level ${level})`, {
    message: `Executions of ${name} that succeed leave no trace, and of those that fail only the failing events are known.`,
    nextStep: 'Set the log level to ALL to see every execution, its steps and its duration.',
  });
}

function withoutData(name: string): Problem {
  return say('log-data-off', 'Inputs and outputs are not logged', {
    message: `The steps of ${name} are shown without what went in and what came out.`,
    nextStep:
      'Turn on "include execution data" in the state machine’s logging settings if that may be stored in the log.',
  });
}

function say(
  code: Problem['code'],
  title: string,
  { message, nextStep }: Pick<Problem, 'message' | 'nextStep'>,
): Problem {
  return { code, title, message, nextStep, command: null, action: null, since: null };
}
