import 'server-only';
import type { ListFailuresInput, StateFailures } from '@/lib/contract/failures';
import { classifyError } from '@/lib/domain/error-class';
import { awsNowOf } from './aws-now';
import { coverageOfMachine } from './coverage';
import { findMachine } from './find-machine';
import { type By, requireView, type ServiceDependencies } from './service-dependencies';
import { resolveWindow, toDate, toWindowAnswer } from './time-window';

/**
 * The last visits of a state that failed or were caught.
 *
 * @throws {AppError} `not-found` where the index does not know the machine.
 */
export async function listFailures(
  deps: Pick<ServiceDependencies, 'index' | 'connections' | 'sync' | 'clock' | 'switches'>,
  input: By<ListFailuresInput>,
): Promise<StateFailures> {
  requireView(input.caller, deps);
  const window = resolveWindow(input, awsNowOf(deps));
  const { machine, report } = await findMachine(deps, input.arn);
  const { state, limit } = input;
  const found = await deps.index.listFailures({ machineArn: machine.arn, state, ...window, limit });
  return {
    items: found.failures.map(({ execution, visit, outcome, endedAtMs, error }) => ({
      executionArn: execution.arn,
      executionName: execution.name,
      executionStatus: execution.status,
      visit,
      outcome,
      endedDate: toDate(endedAtMs),
      error,
      errorClass: classifyError(error),
    })),
    nextCursor: null,
    coverage: coverageOfMachine(machine, report, found.histories, window),
    window: toWindowAnswer(window),
  };
}
