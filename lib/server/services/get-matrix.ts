import 'server-only';
import type { EpochMs } from '@/lib/base/units';
import type { Coverage } from '@/lib/contract/coverage';
import type { GetMatrixInput, Matrix, MatrixCell, MatrixRow } from '@/lib/contract/matrix';
import type { Interval } from '@/lib/domain/time-range';
import { stepStartMs, toTimeSteps } from '@/lib/domain/time-steps';
import type { HistoryShare, StateStep } from '@/lib/server/ports/index-figures';
import { awsNowOf } from './aws-now';
import { coverageOfMachine } from './coverage';
import { findMachine } from './find-machine';
import { type By, requireView, type ServiceDependencies } from './service-dependencies';
import { resolveWindow, toWindowAnswer } from './time-window';
import { isScaled, knowsSuccesses, rateOf } from './to-hotspot';

/** A step of the window with what is known of it. */
type Step = {
  readonly span: Interval;
  readonly startMs: EpochMs;
  readonly histories: HistoryShare;
  readonly coverage: Coverage;
};

/**
 * When the states of one machine failed, were retried or slowed down.
 *
 * @throws {AppError} `not-found` where the index does not know the machine.
 */
export async function getMatrix(
  deps: Pick<ServiceDependencies, 'index' | 'connections' | 'sync' | 'clock' | 'switches'>,
  input: By<GetMatrixInput>,
): Promise<Matrix> {
  requireView(input.caller, deps);
  const window = resolveWindow(input, awsNowOf(deps));
  const { machine, report } = await findMachine(deps, input.arn);
  const { stepMs, steps: spans } = toTimeSteps(window);
  const found = await deps.index.stateSteps({ machineArn: machine.arn, ...window, stepMs });
  const shares = new Map(found.histories.map((share) => [share.startMs, share]));
  const steps = spans.map((span): Step => {
    const startMs = stepStartMs(span.fromMs, stepMs);
    const histories = shares.get(startMs) ?? NO_HISTORIES;
    return { span, startMs, histories, coverage: coverageOfMachine(machine, report, histories, span) };
  });
  return {
    stateMachineArn: machine.arn,
    stepMs,
    steps: steps.map(({ span, histories, coverage }) => ({
      ...toWindowAnswer(span),
      coverage: coverage.kind,
      isScaled: isScaled(histories),
    })),
    states: toRows(found.visits, steps),
    coverage: coverageOfMachine(machine, report, sumOf(found.histories), window),
    window: toWindowAnswer(window),
  };
}

const NO_HISTORIES: HistoryShare = { succeeded: 0, succeededRead: 0 };

function sumOf(histories: readonly HistoryShare[]): HistoryShare {
  return {
    succeeded: histories.reduce((sum, { succeeded }) => sum + succeeded, 0),
    succeededRead: histories.reduce((sum, { succeededRead }) => sum + succeededRead, 0),
  };
}

/** A state's visits by the start of their step. Names can be reused for another type of state when a definition changes. */
function toRows(visits: readonly StateStep[], steps: readonly Step[]): readonly MatrixRow[] {
  const states = new Map<string, Map<EpochMs, StateStep>>();
  for (const visit of visits) {
    const key = `${visit.stateType} ${visit.state}`;
    const known = states.get(key) ?? new Map<EpochMs, StateStep>();
    states.set(key, known.set(visit.startMs, visit));
  }
  return [...states.values()].flatMap((known) => {
    const [first] = known.values();
    if (first === undefined) return [];
    const cells = steps.map((step) => toCell(known.get(step.startMs), step));
    return [{ state: first.state, stateType: first.stateType, cells }];
  });
}

function toCell(visit: StateStep | undefined, { coverage, histories }: Step): MatrixCell | null {
  if (visit === undefined) return null;
  const { ended, failed, caught, retried, p95Ms } = visit;
  const isRate = knowsSuccesses(coverage, histories);
  return {
    visits: ended,
    failing: failed + caught,
    retried,
    failureRate: isRate ? rateOf(failed + caught, ended) : null,
    retryRate: isRate ? rateOf(retried, ended) : null,
    p95Ms,
  };
}
