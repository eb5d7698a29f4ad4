import { ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';
import { targetAddress } from '@/lib/client/console-address';
import { machinePath } from '@/lib/client/paths';
import { RangeLink } from '@/lib/client/range-link';
import { isExecutionArn, parseArn } from '@/lib/domain/arn';
import type { StateDefinition } from '@/lib/domain/definition/definition';
import { type LinkTarget, linkTargetOf } from '@/lib/domain/definition/link-target';

const WORDS: Readonly<Record<LinkTarget['kind'], string>> = {
  function: 'Open function',
  machine: 'Open state machine',
  queue: 'Open queue',
  table: 'Open table',
  topic: 'Open topic',
};

const LOOK =
  'inline-flex h-8 items-center gap-2 rounded-control border border-control bg-surface px-2.5 hover:bg-canvas';

type TargetLinkProps = { readonly arn: string; readonly state: StateDefinition };

/** The way to what a Task works on: a state machine here, anything else in the AWS console; nothing where neither has it. */
export function TargetLink({ arn, state }: TargetLinkProps): ReactNode {
  const target = linkTargetOf(state);
  const parsed = parseArn(arn);
  if (target === null || parsed.kind !== 'ok' || !isExecutionArn(parsed.arn)) return null;
  if (target.kind === 'machine') {
    return (
      <RangeLink path={machinePath(target.id)} title={target.id} className={LOOK}>
        {WORDS.machine}
      </RangeLink>
    );
  }
  const address = targetAddress(target, parsed.arn);
  if (address === null) return null;
  return (
    <a href={address} target="_blank" rel="noreferrer" title={target.id} className={LOOK}>
      {WORDS[target.kind]}
      <ExternalLink aria-hidden="true" className="size-4" />
      <span className="sr-only">in the AWS console</span>
    </a>
  );
}
