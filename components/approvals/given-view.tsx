'use client';

import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { CopyButton } from '@/components/ui/copy-button';
import { LoadProblem } from '@/components/ui/load-problem';
import { TextBox } from '@/components/ui/text-box';
import { payloadQuery } from '@/lib/client/queries/payload-query';
import type { Approval } from '@/lib/contract/approvals';
import type { EventPayload } from '@/lib/contract/events';
import { reviewedPart } from '@/lib/view/approval-words';
import { prettyText } from '@/lib/view/payload-text';

type GivenViewProps = {
  readonly executionArn: string;
  /** Of the Scheduled event, whose parameters are what was handed over. */
  readonly eventId: number;
  readonly kind: Approval['kind'];
};

/** What the reviewer was given, read from AWS when it is looked at. Tokens in it are hidden by the server. */
export function GivenView({ executionArn, eventId, kind }: GivenViewProps): ReactNode {
  const { data, error, refetch } = useQuery(payloadQuery(executionArn, eventId));
  return (
    // As high as it can get: what was given comes late, and must not push the answer away under a finger.
    <section aria-label="What the reviewer was given" className="min-h-75 border-t border-line p-3">
      {data === undefined ? (
        error === null ? (
          <div role="status">
            <span className="sr-only">Reading what the reviewer was given</span>
            <div className="mt-8 h-60 rounded-control bg-canvas motion-safe:animate-pulse" />
          </div>
        ) : (
          <LoadProblem
            what="What the reviewer was given"
            message={error.message}
            shownFrom={null}
            onRetry={() => void refetch()}
          />
        )
      ) : (
        <Given payload={data} kind={kind} />
      )}
    </section>
  );
}

function Given({ payload, kind }: { readonly payload: EventPayload; readonly kind: Approval['kind'] }): ReactNode {
  // An activity's own event calls its parameters input.
  const field = payload.fields.find(({ name }) => name === 'parameters' || name === 'input');
  const given = useMemo(() => {
    if (field === undefined) return null;
    const part = kind === 'activity' ? { label: 'input', text: field.text } : reviewedPart(field.text);
    return { ...part, text: prettyText(part.text) };
  }, [field, kind]);
  if (given === null)
    return <p className="text-muted">{payload.message ?? 'AWS shows nothing of what the reviewer was given.'}</p>;
  return (
    <>
      <div className="flex min-h-8 items-center justify-between gap-2">
        <h3 className="text-small text-muted">What the reviewer was given · {given.label}</h3>
        <CopyButton text={given.text} label="Copy what was given" isIconOnly />
      </div>
      <TextBox label="What the reviewer was given" text={given.text} isShort />
    </>
  );
}
