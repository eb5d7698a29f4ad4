'use client';

import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { QueryProblem } from '@/components/execution/query-problem';
import { formatCount, formatCounted } from '@/lib/base/format';
import { payloadQuery } from '@/lib/client/queries/payload-query';
import type { EventPayload, PayloadField } from '@/lib/contract/events';
import { diffPayloads } from '@/lib/view/payload-diff';

const SHOWN = 100;

type PayloadChangesProps = { readonly arn: string; readonly inputEventId: number; readonly outputEventId: number };

/** What a state changed: the paths at which its output differs from its input. */
export function PayloadChanges({ arn, inputEventId, outputEventId }: PayloadChangesProps): ReactNode {
  const input = useQuery(payloadQuery(arn, inputEventId));
  const output = useQuery(payloadQuery(arn, outputEventId));
  const failed = [input, output].find(({ data, error }) => data === undefined && error !== null);
  if (failed?.error != null) {
    return <QueryProblem what="Input and output" error={failed.error} onRetry={() => void failed.refetch()} />;
  }
  if (input.data === undefined || output.data === undefined) {
    return (
      <div role="status" className="p-3">
        <span className="sr-only">Reading input and output</span>
        <div className="h-24 rounded-control bg-canvas motion-safe:animate-pulse" />
      </div>
    );
  }
  const [before, after] = [fieldOf(input.data, 'input'), fieldOf(output.data, 'output')];
  const problem = problemOf(input.data, before, 'input') ?? problemOf(output.data, after, 'output');
  if (problem !== null) return <p className="p-3 text-muted">{problem}</p>;
  return <Changes before={before?.text ?? ''} after={after?.text ?? ''} />;
}

function fieldOf({ fields }: EventPayload, name: PayloadField['name']): PayloadField | undefined {
  return fields.find((field) => field.name === name);
}

/** Why the two cannot be compared; null where they can. */
function problemOf({ kind, message }: EventPayload, field: PayloadField | undefined, noun: string): string | null {
  if (kind !== 'shown') return message;
  if (field === undefined) return `Its event carries no ${noun}, so nothing can be compared.`;
  return field.state === 'truncated' ? `The log cut the ${noun}, so nothing can be compared.` : null;
}

function Changes({ before, after }: { readonly before: string; readonly after: string }): ReactNode {
  const diff = useMemo(() => diffPayloads(before, after), [before, after]);
  if (diff.kind === 'unreadable')
    return <p className="p-3 text-muted">Not both are JSON, so nothing can be compared.</p>;
  if (diff.kind === 'same') {
    return (
      <p className="p-3 text-muted">
        {diff.isSameText
          ? 'The output is the input, unchanged.'
          : 'The output differs from the input only in what JSON does not tell apart: spaces, the order of members, or digits that a number cannot hold.'}
      </p>
    );
  }
  const { changes } = diff;
  const shown = changes.slice(0, SHOWN);
  return (
    <div className="grid gap-2 p-3">
      <p className="text-small text-muted">
        {shown.length < changes.length ? `${formatCount(shown.length)} of ` : ''}
        {formatCounted(changes.length, 'path')} of the output {changes.length === 1 ? 'differs' : 'differ'} from the
        input
      </p>
      <ul className="grid gap-2">
        {shown.map(({ path, kind, before: old, after: now }) => (
          <li key={path} className="min-w-0 border-l-2 border-line pl-2 font-mono text-small [overflow-wrap:anywhere]">
            <p>
              {path} <span className="font-sans text-muted">{kind}</span>
            </p>
            {old === null ? null : <Value sign="−" word="before" text={old} />}
            {now === null ? null : <Value sign="+" word="after" text={now} />}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Value({
  sign,
  word,
  text,
}: {
  readonly sign: string;
  readonly word: string;
  readonly text: string;
}): ReactNode {
  return (
    <p className={sign === '+' ? '' : 'text-muted'}>
      <span aria-hidden="true">{sign} </span>
      <span className="sr-only">{word}: </span>
      {text}
    </p>
  );
}
