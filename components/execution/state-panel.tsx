'use client';

import dynamic from 'next/dynamic';
import { type ReactNode, useState } from 'react';
import { AnswerLink } from '@/components/execution/answer-link';
import { AttemptList } from '@/components/execution/attempt-list';
import { PayloadView } from '@/components/execution/payload-view';
import { useFailedState, useHandling } from '@/components/execution/use-handling';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Facts } from '@/components/ui/facts';
import { Panel } from '@/components/ui/panel';
import { Segmented } from '@/components/ui/segmented';
import { TextBox } from '@/components/ui/text-box';
import { formatCount, formatDuration, formatUtc } from '@/lib/base/format';
import { timeOf, toVisit } from '@/lib/client/timeline-visits';
import type { TimelineVisit } from '@/lib/contract/timeline';
import type { Handling } from '@/lib/domain/retry/explain-handling';
import { lostTimeOfVisit } from '@/lib/domain/retry/lost-time';
import { attemptsText, catchText, lostText, retryText } from '@/lib/view/handling-words';
import { prettyText } from '@/lib/view/payload-text';
import { OUTCOME_LOOKS } from '@/lib/view/visit-outcome';

// Each has a `loading`: without one the whole page would go back to its skeleton while a part of this panel is loaded.

/** Loaded when somebody asks for it. */
const PayloadChanges = dynamic(
  () => import('@/components/execution/payload-changes').then((module) => module.PayloadChanges),
  {
    loading: () => (
      <p role="status" className="text-muted">
        Comparing input and output
      </p>
    ),
  },
);

/** Most states have none. */
const MapRuns = dynamic(() => import('@/components/execution/map-runs').then((module) => module.MapRuns), {
  loading: () => null,
});

/** Needs the definition, which is known later than the rest of the panel. */
const TargetLink = dynamic(() => import('@/components/execution/target-link').then((module) => module.TargetLink), {
  loading: () => null,
});

type StatePanelProps = {
  readonly arn: string;
  readonly visit: TimelineVisit;
  /** The event that holds the whole cause of its failure; null where it is not known, or nothing failed. */
  readonly causeEventId: number | null;
  readonly onShowEvent: (eventId: number) => void;
};

/** Everything about one pass through a state: what failed, each attempt, and its data when it is asked for. */
export function StatePanel({ arn, visit, causeEventId, onShowEvent }: StatePanelProps): ReactNode {
  const { tone, word } = OUTCOME_LOOKS[visit.outcome];
  const mapRunArns = visit.map?.mapRunArns ?? [];
  const state = useFailedState(arn, visit);
  const handling = useHandling(visit, state);
  return (
    <Panel
      title={visit.state}
      aside={
        <span className="flex items-center gap-1">
          {state === null ? null : <TargetLink arn={arn} state={state} />}
          <Badge tone={tone}>{word}</Badge>
        </span>
      }
    >
      <Facts facts={factsOf(visit, handling)} />
      {visit.failure === null ? null : <Cause arn={arn} eventId={causeEventId} failure={visit.failure} />}
      {mapRunArns.length === 0 ? null : <MapRuns arns={mapRunArns} />}
      {visit.attempts.length > 1 ? <AttemptList attempts={visit.attempts} retries={handling?.retries ?? []} /> : null}
      <div className="flex flex-wrap gap-2 border-t border-line p-3">
        <Button onClick={() => onShowEvent(visit.failure?.eventId ?? visit.id)}>
          Show event {formatCount(visit.failure?.eventId ?? visit.id)}
        </Button>
        <AnswerLink arn={arn} visit={visit} />
        <CopyButton label="Copy JSON" text={() => JSON.stringify(visit, null, 2)} />
      </div>
      {/* Last, because how high it becomes is known only when it has been read: nothing stands below to be pushed away. */}
      <Data arn={arn} visit={visit} />
    </Panel>
  );
}

function factsOf(visit: TimelineVisit, handling: Handling | null): Parameters<typeof Facts>[0]['facts'] {
  const last = visit.attempts.at(-1);
  const resource = [last?.work.service, last?.work.resource].filter((part) => part != null && part !== '').join(':');
  const { timeoutSeconds = null, heartbeatSeconds = null } = last?.work ?? {};
  const fact = (label: string, value: string | null, isCode = false) =>
    value === null || value === '' ? [] : [{ label, value, isCode }];
  return [
    ...fact('Type', visit.stateType),
    ...fact('Attempts', attemptsOf(visit, handling)),
    ...fact('Error', visit.failure?.error ?? null, true),
    ...fact('Kind of error', visit.failure === null ? null : CLASS_WORDS[visit.failure.errorClass]),
    ...handlingFacts(handling).flatMap(({ label, value }) => fact(label, value)),
    ...fact('Entered', formatUtc(timeOf(visit.enteredDate))),
    ...fact('Took', tookOf(visit)),
    ...fact('Time lost', lostText(lostTimeOfVisit(toVisit(visit)))),
    ...fact('Resource', resource, true),
    ...fact('Times out', timeoutSeconds === null ? null : `after ${formatDuration(timeoutSeconds * 1_000)}`),
    // Heartbeats write no events, so how long the present one lasts cannot be known (aws-facts §3).
    ...fact(
      'Fails',
      heartbeatSeconds === null ? null : `after ${formatDuration(heartbeatSeconds * 1_000)} without a heartbeat`,
    ),
    ...fact('Worker', last?.workerName ?? null),
  ];
}

function attemptsOf({ attempts }: TimelineVisit, handling: Handling | null): string | null {
  if (attempts.length === 0) return null;
  return (handling === null ? null : attemptsText(handling)) ?? formatCount(attempts.length);
}

function handlingFacts(handling: Handling | null): readonly { readonly label: string; readonly value: string }[] {
  const last = handling?.retries.findLast((verdict) => verdict !== null);
  return [
    ...(last == null ? [] : [{ label: 'Retry', value: retryText(last) }]),
    ...(handling?.caught == null ? [] : [{ label: 'Catch', value: catchText(handling.caught) }]),
  ];
}

const CLASS_WORDS = {
  definition: 'definition: the state machine asks for something impossible',
  transient: 'transient: a service was busy, slow or away',
  task: 'task: the work itself failed',
} as const;

function tookOf({ enteredDate, endedDate }: TimelineVisit): string | null {
  return endedDate === null ? null : formatDuration(Math.max(0, timeOf(endedDate) - timeOf(enteredDate)));
}

type CauseProps = {
  readonly arn: string;
  readonly eventId: number | null;
  readonly failure: NonNullable<TimelineVisit['failure']>;
};

/** The cause as AWS wrote it. One that the timeline cut is read whole from its event. */
function Cause({ arn, eventId, failure }: CauseProps): ReactNode {
  if (failure.isCauseCut && eventId !== null) return <PayloadView arn={arn} eventId={eventId} names={['cause']} />;
  if (failure.cause === null || failure.cause === '') return null;
  return (
    <div className="px-3 pb-3">
      <h3 className="text-small text-muted">Cause{failure.isCauseCut ? ', its beginning' : ''}</h3>
      <TextBox label="Cause" text={prettyText(failure.cause)} />
    </div>
  );
}

/** Input and output, one at a time: each is read when it is chosen. */
function Data({ arn, visit }: { readonly arn: string; readonly visit: TimelineVisit }): ReactNode {
  const [side, setSide] = useState<'input' | 'output' | 'parameters' | 'changes'>('input');
  const scheduled = visit.attempts.at(-1)?.id;
  const eventId = { input: visit.id, output: visit.exit, parameters: scheduled ?? null, changes: visit.exit }[side];
  return (
    <div className="border-t border-line">
      <div className="px-3 pt-3">
        <Segmented
          legend="Data of the state"
          value={side}
          onChange={setSide}
          options={[
            { value: 'input', label: 'Input' },
            { value: 'output', label: 'Output' },
            { value: 'changes', label: 'Changes' },
            { value: 'parameters', label: 'Parameters' },
          ]}
        />
      </div>
      {eventId === null ? (
        <p className="p-3 text-muted">
          {side === 'parameters' ? 'Nothing was scheduled.' : 'The state has not exited, so it has no output.'}
        </p>
      ) : side === 'changes' ? (
        <PayloadChanges arn={arn} inputEventId={visit.id} outputEventId={eventId} />
      ) : (
        <PayloadView
          arn={arn}
          eventId={eventId}
          // A Lambda function's or activity's own Scheduled event calls its parameters input.
          names={
            side === 'parameters'
              ? ['parameters', 'input']
              : side === 'output'
                ? ['output', 'assignedVariables']
                : ['input']
          }
          emptyText={`Event ${eventId} carries no ${side}.`}
        />
      )}
    </div>
  );
}
