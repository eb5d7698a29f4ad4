'use client';

import { useQueryClient } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { Button } from '@/components/ui/button';
import type { Step } from '@/lib/client/find-neighbour';
import { executionPath } from '@/lib/client/paths';
import { useLinkQuery } from '@/lib/client/use-link-query';
import { useSingleKeys } from '@/lib/client/use-single-keys';
import type { ExecutionAnswer } from '@/lib/contract/executions';

/** Goes to the execution before or after this one, in the list that somebody came from or by start. */
export function NeighbourButtons({ execution }: { readonly execution: ExecutionAnswer }): ReactNode {
  const client = useQueryClient();
  const router = useRouter();
  const { keepAll } = useLinkQuery();
  const [message, setMessage] = useState('');
  const go = async (step: Step): Promise<void> => {
    setMessage('');
    try {
      // Loaded when it is asked for: most people look at one execution.
      const { findNeighbour } = await import('@/lib/client/find-neighbour');
      const arn = await findNeighbour(client, execution, step);
      if (arn === null) setMessage(step === 1 ? 'None further down.' : 'None further up.');
      else router.push(keepAll(executionPath(arn)));
    } catch (error) {
      setMessage(error instanceof Error ? error.message : 'It could not be looked for.');
    }
  };
  useSingleKeys({ '[': () => void go(-1), ']': () => void go(1) });
  return (
    <div className="flex items-center gap-2">
      <span role="status" className="text-small text-muted">
        {message}
      </span>
      <Button isIcon aria-label="Previous execution" title="Previous execution ([)" onClick={() => void go(-1)}>
        <ChevronLeft aria-hidden="true" className="size-4" />
      </Button>
      <Button isIcon aria-label="Next execution" title="Next execution (])" onClick={() => void go(1)}>
        <ChevronRight aria-hidden="true" className="size-4" />
      </Button>
    </div>
  );
}
