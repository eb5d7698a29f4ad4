import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { formatCount } from '@/lib/base/format';

type VisitStepperProps = {
  readonly state: string;
  /** The state's visits, oldest first. */
  readonly ids: readonly number[];
  readonly current: number;
  readonly onStep: (id: number) => void;
};

/** Goes through the visits of one state, which is one box in the graph. Nothing where there is only one. */
export function VisitStepper({ state, ids, current, onStep }: VisitStepperProps): ReactNode {
  const at = ids.indexOf(current);
  if (ids.length < 2) return null;
  const before = ids[at - 1];
  const after = ids[at + 1];
  return (
    <div className="flex items-center justify-between gap-2 rounded-panel border border-line bg-surface px-3 py-1.5">
      <p className="min-w-0 truncate tabular-nums">
        Visit {formatCount(at + 1)} of {formatCount(ids.length)} to {state}
      </p>
      <div className="flex gap-1.5">
        <Button
          isIcon
          aria-label="Previous visit"
          disabled={before === undefined}
          onClick={() => before !== undefined && onStep(before)}
        >
          <ChevronLeft aria-hidden="true" className="size-4" />
        </Button>
        <Button
          isIcon
          aria-label="Next visit"
          disabled={after === undefined}
          onClick={() => after !== undefined && onStep(after)}
        >
          <ChevronRight aria-hidden="true" className="size-4" />
        </Button>
      </div>
    </div>
  );
}
