import { Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { Alert } from '@/components/ui/alert';
import { CommandLine } from '@/components/ui/command-line';
import { formatCounted } from '@/lib/base/format';
import type { HeldTimeline } from '@/lib/client/merge-timeline';
import type { ExecutionAnswer } from '@/lib/contract/executions';

type ExecutionNoticesProps = { readonly execution: ExecutionAnswer; readonly timeline: HeldTimeline | undefined };

/** Why less is shown than there is: what keeps the server from reading, and what is missing of the course. */
export function ExecutionNotices({ execution, timeline }: ExecutionNoticesProps): ReactNode {
  const reasons = timeline?.coverage.reasons ?? execution.coverage.reasons;
  const gaps = timeline?.kind === 'whole' ? gapsOf(timeline) : [];
  return (
    <>
      {execution.problems.map(({ code, title, message, nextStep, command, action }) => (
        <Alert key={`${code} ${title}`} tone="warning" title={title}>
          <p>
            {message} <strong className="font-medium">{nextStep}</strong>
          </p>
          {action === null ? null : (
            <p>
              Permission that is lacking: <code className="font-mono text-small">{action}</code>
            </p>
          )}
          {command === null ? null : <CommandLine command={command} />}
        </Alert>
      ))}
      {reasons.length + gaps.length === 0 ? null : (
        <div className="flex gap-2 rounded-panel border border-dotted border-control px-3 py-2 text-muted">
          <Info aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
          <ul>
            {[...reasons.map(({ message }) => message), ...gaps].map((message) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

function gapsOf({
  missingIds,
  unknownTypes,
  coverage,
}: Extract<HeldTimeline, { readonly kind: 'whole' }>): readonly string[] {
  const isSaid = coverage.reasons.some(({ code }) => code === 'events-missing');
  return [
    ...(missingIds > 0 && !isSaid
      ? [`${formatCounted(missingIds, 'event')} between those shown ${missingIds === 1 ? 'is' : 'are'} missing.`]
      : []),
    ...(unknownTypes.length > 0
      ? [
          `AWS wrote events of types that this version does not know (${unknownTypes.join(', ')}). They stand among the events.`,
        ]
      : []),
  ];
}
