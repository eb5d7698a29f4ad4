import type { ReactNode } from 'react';
import { useFailedState, useHandling } from '@/components/execution/use-handling';
import { Badge } from '@/components/ui/badge';
import { formatCount, formatCounted } from '@/lib/base/format';
import type { ExecutionAnswer } from '@/lib/contract/executions';
import type { TimelineVisit } from '@/lib/contract/timeline';
import type { ExecutionStatus } from '@/lib/domain/execution-status';
import { STATUS_LOOKS } from '@/lib/view/execution-status';
import { handlingLine } from '@/lib/view/handling-words';
import { causeLine } from '@/lib/view/payload-text';

type ExecutionErrorProps = {
  readonly execution: ExecutionAnswer;
  /** The innermost visit that failed; null where the failure came from outside or is not known. */
  readonly failed: TimelineVisit | null;
  /** The visit whose error Catch took before `failed`, a Fail state, was entered; null where there is none. */
  readonly caught: TimelineVisit | null;
  readonly onShowEvent: (eventId: number) => void;
  readonly onShowVisit: (visitId: number) => void;
};

/** Why the execution did not succeed, in one line, and the event that tells all of it. */
export function ExecutionError(props: ExecutionErrorProps): ReactNode {
  const { execution, failed, caught, onShowEvent, onShowVisit } = props;
  const { status, error, cause, failureEventId, failedState } = execution;
  const handling = useHandling(failed, useFailedState(execution.executionArn, failed));
  if (failureEventId === null && error === null) return null;
  const handled = handling === null ? null : handlingLine(handling);
  const { tone, label } = STATUS_LOOKS[status];
  const eventId = failed?.failure?.eventId ?? failureEventId;
  const state = failed?.state ?? failedState;
  const why = failed?.failure?.cause ?? cause;
  return (
    <section
      aria-label="Why it did not succeed"
      className={`flex flex-wrap items-center gap-x-4 gap-y-1 rounded-panel border px-3 py-2 ${tone === 'failed' ? 'border-failed-solid bg-failed-soft' : 'border-line bg-surface'}`}
    >
      <Badge tone={tone}>{error ?? label}</Badge>
      <p className="line-clamp-3 min-w-0 grow basis-80 [overflow-wrap:anywhere]">
        {sentence(state, failed?.attempts.length ?? 0, status)}
        <Why cause={why} />
      </p>
      {handled === null ? null : <p className="order-last basis-full text-small text-muted">{handled}</p>}
      {eventId === null ? null : (
        <button type="button" className="min-h-6 text-accent underline" onClick={() => onShowEvent(eventId)}>
          Show event {formatCount(eventId)}
        </button>
      )}
      {caught === null ? null : <CaughtError visit={caught} onShow={() => onShowVisit(caught.id)} />}
    </section>
  );
}

function Why({ cause }: { readonly cause: string | null }): ReactNode {
  if (cause === null || cause === '') return null;
  return (
    <>
      : <span className="font-mono text-small">{causeLine(cause)}</span>
    </>
  );
}

/** What led to the Fail state above it, with the way to the state where it happened. */
function CaughtError({ visit, onShow }: { readonly visit: TimelineVisit; readonly onShow: () => void }): ReactNode {
  const { state, failure, attempts } = visit;
  return (
    <div className="flex basis-full flex-wrap items-center gap-x-4 gap-y-1">
      <Badge tone="caught">{failure?.error ?? 'Caught error'}</Badge>
      <p className="line-clamp-3 min-w-0 grow basis-80 [overflow-wrap:anywhere]">
        Caught before that in {state}
        {attempts.length > 1 ? `, after ${formatCounted(attempts.length, 'attempt')}` : null}
        <Why cause={failure?.cause ?? null} />
      </p>
      <button type="button" className="min-h-6 text-accent underline" onClick={onShow}>
        Show {state}
      </button>
    </div>
  );
}

function sentence(state: string | null, attempts: number, status: ExecutionStatus): string {
  if (state !== null) {
    return attempts > 1 ? `${state} failed after ${formatCounted(attempts, 'attempt')}` : `${state} failed`;
  }
  if (status === 'TIMED_OUT') return 'The execution ran longer than the time limit of its state machine';
  return status === 'ABORTED' ? 'The execution was stopped' : 'The execution failed';
}
