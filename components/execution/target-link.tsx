import { ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';
import { targetAddress } from '@/lib/client/console-address';
import { machinePath } from '@/lib/client/paths';
import { RangeLink } from '@/lib/client/range-link';
import { isExecutionArn, parseArn } from '@/lib/domain/arn';
import type { StateDefinition } from '@/lib/domain/definition/definition';
import { type LinkTarget, linkTargetOf } from '@/lib/domain/definition/link-target';

const WORDS: Readonly<Record<LinkTarget['kind'], string>> = {
  function: 'function',
  machine: 'state machine',
  queue: 'queue',
  table: 'table',
  topic: 'topic',
};

/** As high as the badge beside it, so that nothing moves when it comes. */
const LOOK = 'inline-flex size-6 items-center justify-center rounded-control text-accent hover:bg-canvas';

type TargetLinkProps = { readonly arn: string; readonly state: StateDefinition };

/** The way to what a Task works on: a state machine here, anything else in the AWS console; nothing where neither has it. */
export function TargetLink({ arn, state }: TargetLinkProps): ReactNode {
  const target = linkTargetOf(state);
  const parsed = parseArn(arn);
  if (target === null || parsed.kind !== 'ok' || !isExecutionArn(parsed.arn)) return null;
  const words = `Open ${WORDS[target.kind]} ${target.id}`;
  const icon = <ExternalLink aria-hidden="true" className="size-4" />;
  if (target.kind === 'machine') {
    return (
      <RangeLink path={machinePath(target.id)} aria-label={words} title={words} className={LOOK}>
        {icon}
      </RangeLink>
    );
  }
  const address = targetAddress(target, parsed.arn);
  if (address === null) return null;
  const inConsole = `${words} in the AWS console`;
  return (
    <a href={address} target="_blank" rel="noreferrer" aria-label={inConsole} title={inConsole} className={LOOK}>
      {icon}
    </a>
  );
}
