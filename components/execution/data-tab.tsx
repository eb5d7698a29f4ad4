'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { PayloadView } from '@/components/execution/payload-view';
import { Panel } from '@/components/ui/panel';
import { payloadQuery } from '@/lib/client/queries/payload-query';
import type { ExecutionAnswer } from '@/lib/contract/executions';
import { isOpen } from '@/lib/domain/execution-status';

/**
 * What the execution was given and what it gave back, side by side where there is room. Below each other the output is
 * in sight once the input above it has been read, because that would push it down. Both are read at once.
 */
export function DataTab({ execution }: { readonly execution: ExecutionAnswer }): ReactNode {
  const { executionArn, inputEventId, outputEventId, failureEventId, status } = execution;
  const input = useQuery({ ...payloadQuery(executionArn, inputEventId ?? 0), enabled: inputEventId !== null });
  const isInputComing = inputEventId !== null && input.isPending;
  return (
    <div className="grid items-start gap-3 lg:grid-cols-2">
      <Panel title="Input">
        {inputEventId === null ? (
          <p className="p-3 text-muted">The event that holds the input is not among those that could be read.</p>
        ) : (
          <PayloadView
            arn={executionArn}
            eventId={inputEventId}
            names={['input']}
            emptyText="The start event carries no input."
          />
        )}
      </Panel>
      <Panel title={failureEventId === null ? 'Output' : 'Error'} className={isInputComing ? 'invisible' : ''}>
        {failureEventId !== null ? (
          <PayloadView
            arn={executionArn}
            eventId={failureEventId}
            names={['error', 'cause']}
            emptyText="AWS names neither error nor cause."
          />
        ) : outputEventId !== null ? (
          <PayloadView
            arn={executionArn}
            eventId={outputEventId}
            names={['output']}
            emptyText="The last event carries no output."
          />
        ) : (
          <p className="p-3 text-muted">
            {isOpen(status)
              ? 'The execution has not ended, so it has no output yet.'
              : 'No end of this execution has been read, so its output is not known.'}
          </p>
        )}
      </Panel>
    </div>
  );
}
