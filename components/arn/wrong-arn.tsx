import { Unlink } from 'lucide-react';
import type { ReactNode } from 'react';
import { Facts } from '@/components/ui/facts';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { RangeLink } from '@/lib/client/range-link';

type WrongArnProps = {
  readonly title: string;
  /** What the address holds, decoded where that was possible. */
  readonly text: string;
  readonly reason: string;
  /** Where the ARN does have a page. */
  readonly instead?: { readonly path: string; readonly label: string };
};

/** A page whose address does not name what the page is for. */
export function WrongArn({ title, text, reason, instead }: WrongArnProps): ReactNode {
  return (
    <>
      <PageHeader title={title} />
      <Notice icon={<Unlink className="size-4.5" strokeWidth={1.75} />} title="The address does not name one">
        <p className="[overflow-wrap:anywhere]">{reason}</p>
        {instead === undefined ? (
          <p>Check the link, or paste the ARN into the jump field above.</p>
        ) : (
          <RangeLink path={instead.path} className="text-accent underline">
            {instead.label}
          </RangeLink>
        )}
      </Notice>
      <Panel title="What the address holds">
        <Facts facts={[{ label: 'Text', value: text, isCode: true }]} />
      </Panel>
    </>
  );
}
