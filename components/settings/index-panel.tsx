import type { ReactNode } from 'react';
import { type Fact, Facts } from '@/components/ui/facts';
import { Panel } from '@/components/ui/panel';
import { formatBytes, formatCount, formatCounted } from '@/lib/base/format';
import type { IndexFacts } from '@/lib/contract/index-facts';

/** What has been read, how much room it takes and for how long it is kept. Null where it could not be found out. */
export function IndexPanel({ index }: { readonly index: IndexFacts | null }): ReactNode {
  return (
    <Panel title="Index">
      {index === null ? (
        <p className="p-3 text-muted">It could not be counted now. The server log says why; reload to try again.</p>
      ) : (
        <Facts facts={factsOf(index)} />
      )}
    </Panel>
  );
}

function factsOf({
  stateMachines,
  executions,
  histories,
  visits,
  bytes,
  keepDays,
  setAside,
}: IndexFacts): readonly Fact[] {
  const each = visits === 0 ? '' : `, ${formatCount(Math.round(bytes / visits))} bytes a visit`;
  return [
    { label: 'State machines', value: formatCount(stateMachines) },
    { label: 'Executions', value: `${formatCount(executions)}, ${formatCount(histories)} with their history` },
    { label: 'Visits', value: formatCount(visits) },
    { label: 'Size on disk', value: `${formatBytes(bytes)}${each}` },
    { label: 'Kept', value: `${formatCounted(keepDays, 'day')} after an execution’s end (STATELENS_KEEP_DAYS)` },
    ...(setAside.length === 0 ? [] : [{ label: 'Set aside', value: setAside.join(', '), isCode: true }]),
  ];
}
