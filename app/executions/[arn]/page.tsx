import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { ArnTextFacts } from '@/components/arn/arn-facts';
import { executionTitle } from '@/components/arn/arn-title';
import { WrongExecution } from '@/components/arn/wrong-execution';
import { ExecutionView } from '@/components/execution/execution-view';
import { Page } from '@/components/ui/page';
import { definitionQuery } from '@/lib/client/queries/definition-query';
import { executionQuery } from '@/lib/client/queries/execution-query';
import { timelineQuery } from '@/lib/client/queries/timeline-query';
import { getExecutionRequest } from '@/lib/contract/executions';
import { container, pageCaller } from '@/lib/server/container';
import { Prefetched } from '../../prefetched';

/**
 * A course of more events than this is left to the browser: in the page it would stand twice, as data and as rows, and
 * hold the first paint up.
 */
const MOST_EVENTS_IN_PAGE = 2_000;

/** How long (ms) the page waits for the definition, which tells what Retry and Catch did; later it would push lines down. */
const DEFINITION_WITHIN_MS = 1_000;

type Props = { readonly params: Promise<{ readonly arn: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: executionTitle((await params).arn) };
}

export default async function ExecutionPage({ params }: Props): Promise<ReactNode> {
  const segment = (await params).arn;
  const request = getExecutionRequest.safeParse({ arn: segment });
  if (!request.success) {
    return (
      <Page>
        <WrongExecution segment={segment} />
      </Page>
    );
  }
  const { arn } = request.data;
  const { services } = container();
  const caller = await pageCaller();
  const execution = services.getExecution({ arn, caller });
  // A failure is told by the query below, which is left out of the page then.
  const { eventCount, failureEventId } = await execution.catch(() => ({ eventCount: null, failureEventId: null }));
  const timeline = {
    queryKey: timelineQuery(arn).queryKey,
    queryFn: () => services.getTimeline({ arn, caller }),
  };
  const definition = {
    queryKey: definitionQuery(arn).queryKey,
    queryFn: () => within(DEFINITION_WITHIN_MS, services.getDefinition({ arn, caller })),
  };
  const isSmall = eventCount !== null && eventCount <= MOST_EVENTS_IN_PAGE;
  return (
    <Prefetched
      queries={[
        { queryKey: executionQuery(arn).queryKey, queryFn: () => execution },
        ...(isSmall ? [timeline] : []),
        ...(failureEventId === null ? [] : [definition]),
      ]}
    >
      <Page>
        <ExecutionView arn={arn} name={executionTitle(segment)} arnFacts={<ArnTextFacts text={arn} />} />
      </Page>
    </Prefetched>
  );
}

/** Fails where an answer takes longer than that; the browser asks for it then. */
function within<Answer>(limitMs: number, answer: Promise<Answer>): Promise<Answer> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(`not within ${limitMs} ms`)), limitMs).unref();
  });
  return Promise.race([answer, late]);
}
