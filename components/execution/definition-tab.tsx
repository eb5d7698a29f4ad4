'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { type ReactNode, useMemo } from 'react';
import { QueryProblem } from '@/components/execution/query-problem';
import { CopyButton } from '@/components/ui/copy-button';
import { Panel } from '@/components/ui/panel';
import { TextBox } from '@/components/ui/text-box';
import { formatUtc } from '@/lib/base/format';
import { executionsPath } from '@/lib/client/paths';
import { definitionQuery } from '@/lib/client/queries/definition-query';
import { timeOf } from '@/lib/client/timeline-visits';
import type { DefinitionAnswer } from '@/lib/contract/definition';
import { prettyText } from '@/lib/view/payload-text';

/** The definition that the execution ran with. */
export function DefinitionTab({ arn }: { readonly arn: string }): ReactNode {
  const { data, error, refetch } = useQuery(definitionQuery(arn));
  if (data?.kind === 'definition') return <Definition answer={data} />;
  return (
    <Panel title="Definition">
      {data !== undefined ? (
        <p className="p-3 text-muted">{data.message}</p>
      ) : error !== null ? (
        <QueryProblem what="The definition" error={error} onRetry={() => void refetch()} />
      ) : (
        <p role="status" className="h-72 p-3 text-muted">
          Reading the definition
        </p>
      )}
    </Panel>
  );
}

function Definition({
  answer,
}: {
  readonly answer: Extract<DefinitionAnswer, { readonly kind: 'definition' }>;
}): ReactNode {
  const { definition, revisionId, updateDate, note } = answer;
  const text = useMemo(() => prettyText(definition), [definition]);
  const facts = [
    ...(revisionId === null ? [] : [`revision ${revisionId}`]),
    ...(updateDate === null ? [] : [`updated ${formatUtc(timeOf(updateDate))}`]),
  ];
  // Without a date it is the revision that the state machine has now: nobody knows what ran with it.
  const isTold = revisionId !== null && updateDate !== null;
  return (
    <Panel title="Definition" aside={<CopyButton label="Copy definition" text={definition} />}>
      <div className="grid gap-2 p-3">
        {facts.length === 0 ? null : (
          <p className="text-small text-muted">
            {facts.join(' · ')}
            {isTold ? (
              <>
                {' · '}
                <Link
                  href={executionsPath({ revision: revisionId, from: updateDate, to: 'now' })}
                  className="text-accent underline"
                >
                  executions that ran with it
                </Link>
              </>
            ) : null}
          </p>
        )}
        {note === null ? null : <p className="rounded-control bg-waiting-soft px-2 py-1 text-waiting-text">{note}</p>}
        <TextBox label="Amazon States Language" text={text} />
      </div>
    </Panel>
  );
}
