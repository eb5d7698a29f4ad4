'use client';

import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { QueryProblem } from '@/components/execution/query-problem';
import { CopyButton } from '@/components/ui/copy-button';
import { TextBox } from '@/components/ui/text-box';
import { formatCounted } from '@/lib/base/format';
import { payloadQuery } from '@/lib/client/queries/payload-query';
import type { EventPayload, PayloadField } from '@/lib/contract/events';
import { prettyText } from '@/lib/view/payload-text';

type FieldName = PayloadField['name'];

const LABELS: Readonly<Record<FieldName, string>> = {
  input: 'Input',
  output: 'Output',
  parameters: 'Parameters',
  error: 'Error',
  cause: 'Cause',
  assignedVariables: 'Assigned variables',
};

type PayloadViewProps = {
  readonly arn: string;
  readonly eventId: number;
  /** Which texts of the event; all where left out. */
  readonly names?: readonly FieldName[];
  /** What to say where the event has none of them. */
  readonly emptyText?: string;
};

/** The texts of one event, read from the server when this is shown. */
export function PayloadView({ arn, eventId, names, emptyText }: PayloadViewProps): ReactNode {
  const { data, error, refetch } = useQuery(payloadQuery(arn, eventId));
  if (data !== undefined) {
    const fields = names === undefined ? data.fields : data.fields.filter(({ name }) => names.includes(name));
    return <Fields payload={data} fields={fields} emptyText={emptyText ?? 'This event carries no data.'} />;
  }
  if (error !== null) {
    return <QueryProblem what={`Event ${eventId}`} error={error} onRetry={() => void refetch()} />;
  }
  return (
    <div role="status" className="p-3">
      <span className="sr-only">Reading event {eventId}</span>
      <div className="h-24 rounded-control bg-canvas motion-safe:animate-pulse" />
    </div>
  );
}

type FieldsProps = {
  readonly payload: EventPayload;
  readonly fields: readonly PayloadField[];
  readonly emptyText: string;
};

function Fields({ payload, fields, emptyText }: FieldsProps): ReactNode {
  if (payload.kind !== 'shown') return <p className="p-3 text-muted">{payload.message}</p>;
  if (fields.length === 0) return <p className="p-3 text-muted">{emptyText}</p>;
  return (
    <div className="grid gap-3 p-3">
      {fields.map((field) => (
        <Field key={field.name} field={field} eventId={payload.eventId} />
      ))}
    </div>
  );
}

function Field({ field, eventId }: { readonly field: PayloadField; readonly eventId: number }): ReactNode {
  const text = useMemo(() => prettyText(field.text), [field.text]);
  const label = LABELS[field.name];
  return (
    <div className="min-w-0">
      <div className="flex min-h-8 items-center justify-between gap-2">
        <h3 className="text-small text-muted">
          {label} · event {eventId} · {formatCounted(field.bytes, 'byte')}
        </h3>
        <CopyButton text={field.text} label={`Copy ${label.toLowerCase()}`} isIconOnly />
      </div>
      {field.state === 'truncated' ? (
        <p className="mb-1 rounded-control bg-waiting-soft px-2 py-1 text-small text-waiting-text">
          The log cut this text, so its end is missing.
        </p>
      ) : null}
      <TextBox label={label} text={text} />
    </div>
  );
}
