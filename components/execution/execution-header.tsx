'use client';

import { ExternalLink } from 'lucide-react';
import { Fragment, type ReactNode } from 'react';
import { NeighbourButtons } from '@/components/execution/neighbour-buttons';
import { Badge } from '@/components/ui/badge';
import { CopyButton } from '@/components/ui/copy-button';
import { formatCounted, formatDuration, formatUtc } from '@/lib/base/format';
import { useNowMs } from '@/lib/client/clock';
import { consoleAddress } from '@/lib/client/console-address';
import { executionPath, machinePath } from '@/lib/client/paths';
import { RangeLink } from '@/lib/client/range-link';
import { timeOf } from '@/lib/client/timeline-visits';
import { usePlaces } from '@/lib/client/use-places';
import type { ExecutionAnswer } from '@/lib/contract/executions';
import { aliasIn, isExecutionArn, parseArn, versionIn } from '@/lib/domain/arn';
import { STATUS_LOOKS } from '@/lib/view/execution-status';

const SHOWN_CHILDREN = 3;

type ExecutionHeaderProps = {
  readonly execution: ExecutionAnswer;
  /** Time lost to failures, in words; null where none was, or it is not known. */
  readonly lost: string | null;
};

/** What an execution is and how it stands. */
export function ExecutionHeader({ execution, lost }: ExecutionHeaderProps): ReactNode {
  const { tone, label } = STATUS_LOOKS[execution.status];
  const place = usePlaces().of(execution.executionArn);
  const console = consoleOf(execution.executionArn);
  return (
    <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
      <div className="min-w-0">
        <p className="text-small text-muted">
          <RangeLink path={machinePath(execution.stateMachineArn)} className="text-accent underline">
            {execution.stateMachineName}
          </RangeLink>{' '}
          ▸ executions
          {place === null ? null : ` · ${place.full}`}
        </p>
        <div className="flex flex-wrap items-center gap-x-3">
          <h1 className="text-title font-semibold [overflow-wrap:anywhere]">{execution.name}</h1>
          <Badge tone={tone}>{label}</Badge>
        </div>
        <HeaderFacts execution={execution} lost={lost} />
      </div>
      <div className="flex flex-wrap gap-2">
        <NeighbourButtons execution={execution} />
        <CopyButton text={execution.executionArn} label="Copy ARN" />
        {console === null ? null : (
          <a
            href={console}
            target="_blank"
            rel="noreferrer"
            className="inline-flex h-8 items-center gap-2 rounded-control border border-control bg-surface px-2.5 hover:bg-canvas"
          >
            Open in console
            <ExternalLink aria-hidden="true" className="size-4" />
          </a>
        )}
      </div>
    </div>
  );
}

function consoleOf(text: string): string | null {
  const result = parseArn(text);
  return result.kind === 'ok' && isExecutionArn(result.arn) ? consoleAddress(result.arn) : null;
}

function HeaderFacts({ execution, lost }: ExecutionHeaderProps): ReactNode {
  const { startDate, stopDate, durationMs, eventCount, type, redrives, startedWith } = execution;
  const links = [
    ...(execution.parentExecutionArn === null
      ? []
      : [{ word: execution.mapRunArn === null ? 'started by' : 'in a map run of', arn: execution.parentExecutionArn }]),
    ...execution.childExecutionArns.slice(0, SHOWN_CHILDREN).map((arn) => ({ word: 'started', arn })),
  ];
  const more = execution.childExecutionArns.length - SHOWN_CHILDREN;
  return (
    <p className="text-muted">
      Started <time dateTime={startDate}>{formatUtc(timeOf(startDate))}</time>
      <StartedAgo startDate={startDate} readDate={execution.readDate} /> ·{' '}
      {durationMs === null ? (
        <Open stopDate={stopDate} startDate={startDate} readDate={execution.readDate} />
      ) : (
        `ran ${formatDuration(durationMs)}`
      )}
      {eventCount === null ? null : ` · ${formatCounted(eventCount, 'event')}`}
      {redrives.length === 0 ? null : ` · ${formatCounted(redrives.length, 'redrive')}`}
      {type === 'EXPRESS' ? ' · Express' : null}
      {startedWith === null ? null : describeQualifiers(startedWith)}
      {lost === null ? null : ` · lost ${lost}`}
      {links.map(({ word, arn }) => (
        <Fragment key={`${word} ${arn}`}>
          {' '}
          · {word}{' '}
          <RangeLink path={executionPath(arn)} className="text-accent underline">
            {nameOf(arn)}
          </RangeLink>
        </Fragment>
      ))}
      {more > 0 ? ` and ${formatCounted(more, 'other')}` : null}
    </p>
  );
}

/** The version and the alias that it was started by; nothing where by the bare machine. */
function describeQualifiers({
  stateMachineVersionArn,
  stateMachineAliasArn,
}: NonNullable<ExecutionAnswer['startedWith']>): string {
  const version = versionIn(stateMachineVersionArn);
  const alias = aliasIn(stateMachineAliasArn);
  return `${version === null ? '' : ` · version ${version}`}${alias === null ? '' : ` · alias ${alias}`}`;
}

type Moments = { readonly startDate: string; readonly readDate: string };

/** Relative text comes after the first paint, from the shared clock: the server's idea of now is another one. */
function StartedAgo({ startDate, readDate }: Moments): ReactNode {
  const startedMs = timeOf(startDate);
  const nowMs = useNowMs(timeOf(readDate), 10_000);
  return ` (${formatDuration(Math.max(0, nowMs - startedMs))} ago)`;
}

function Open({ startDate, stopDate, readDate }: Moments & { readonly stopDate: string | null }): ReactNode {
  const nowMs = useNowMs(timeOf(readDate));
  if (stopDate !== null) return 'ended, for how long it ran is not known';
  return `running for ${formatDuration(Math.max(0, nowMs - timeOf(startDate)))}`;
}

function nameOf(text: string): string {
  const result = parseArn(text);
  return result.kind === 'ok' && isExecutionArn(result.arn) ? result.arn.name : text;
}
