import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { Approvals } from '@/components/approvals/approvals';
import { ConnectionFilter } from '@/components/connections/connection-filter';
import { ConnectionProblems } from '@/components/problems/connection-problems';
import { Page } from '@/components/ui/page';
import { readApprovalsState } from '@/lib/client/approvals-state';
import { parseApprovalId } from '@/lib/client/paths';
import { approvalQuery } from '@/lib/client/queries/approval-query';
import { approvalsQuery } from '@/lib/client/queries/approvals-query';
import { getApprovalRequest, listApprovalsRequest } from '@/lib/contract/approvals';
import { container, pageCaller } from '@/lib/server/container';
import { type SearchValues, toAddress } from '../address';
import { Prefetched } from '../prefetched';

export const metadata: Metadata = { title: 'Approvals' };

type Props = { readonly searchParams: SearchValues };

export default async function ApprovalsPage({ searchParams }: Props): Promise<ReactNode> {
  const { view, id, connection } = readApprovalsState(await toAddress(searchParams));
  const { services } = container();
  const caller = await pageCaller();
  const list = {
    queryKey: approvalsQuery(view, connection).queryKey,
    queryFn: async () =>
      services.listApprovals({
        ...listApprovalsRequest.parse({ view, ...(connection !== null && { connection }) }),
        caller,
      }),
  };
  const chosen = id === null ? null : parseApprovalId(id);
  const one = chosen === null ? [] : [toQuery(chosen, services, caller)];
  return (
    <Prefetched queries={[list, ...one]}>
      <Page>
        <Approvals problems={<ConnectionProblems />} filter={<ConnectionFilter />} />
      </Page>
    </Prefetched>
  );
}

function toQuery(
  { executionArn, eventId }: NonNullable<ReturnType<typeof parseApprovalId>>,
  services: ReturnType<typeof container>['services'],
  caller: Awaited<ReturnType<typeof pageCaller>>,
) {
  return {
    queryKey: approvalQuery(executionArn, eventId).queryKey,
    queryFn: async () => services.getApproval({ ...getApprovalRequest.parse({ arn: executionArn, eventId }), caller }),
  };
}
