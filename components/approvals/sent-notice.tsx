import type { ReactNode } from 'react';
import { Alert } from '@/components/ui/alert';
import { formatUtc } from '@/lib/base/format';
import { ApiError } from '@/lib/client/api-error';
import type { useDecision } from '@/lib/client/use-decision';

/** What came back for the last press of a button, where the task itself does not say it. */
export function SentNotice({ mutation }: { readonly mutation: ReturnType<typeof useDecision> }): ReactNode {
  const { data, error, isPending } = mutation;
  if (isPending)
    return (
      <p role="status" className="text-muted">
        Sending, once…
      </p>
    );
  if (error !== null) return <Refusal error={error} />;
  switch (data?.kind) {
    case 'kept-alive':
      return (
        <p role="status">
          Kept alive at {formatUtc(Date.parse(data.date))}: the time without a heartbeat starts again.
        </p>
      );
    case 'not-waiting':
      return <Neutral title="No longer waiting" message={data.message} />;
    case 'not-answerable':
      return <Neutral title="It cannot be answered here" message={data.message} />;
    case 'not-known':
      return <Neutral title="Not known yet" message={data.message} />;
    case 'decided':
    case undefined:
      return null;
  }
}

function Neutral({ title, message }: { readonly title: string; readonly message: string }): ReactNode {
  return (
    <div role="status">
      <Alert tone="note" title={title}>
        <p>{message}</p>
      </Alert>
    </div>
  );
}

function Refusal({ error }: { readonly error: Error }): ReactNode {
  const code = error instanceof ApiError ? error.code : null;
  if (code === 'conflict') return <Neutral title="Somebody else was first" message={error.message} />;
  // The server may have got it, and has it written down then: the task itself will say so.
  if (code === 'no-answer')
    return (
      <Neutral
        title="Not known yet, checking"
        message="The Statelens server did not answer, so it is not known whether this was sent. The task above shows it as soon as the server answers again."
      />
    );
  return (
    <div role="alert">
      <Alert tone="problem" title="Nothing was sent">
        <p>{error.message}</p>
      </Alert>
    </div>
  );
}
