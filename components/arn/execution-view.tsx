import { FileJson } from 'lucide-react';
import type { ReactNode } from 'react';
import { ArnFacts } from '@/components/arn/arn-facts';
import { WrongArn } from '@/components/arn/wrong-arn';
import { CommandLine } from '@/components/ui/command-line';
import { CopyButton } from '@/components/ui/copy-button';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { decodeArnSegment, machinePath } from '@/lib/client/paths';
import { RangeLink } from '@/lib/client/range-link';
import { historyCommand, logCommand, logGroupCommand } from '@/lib/client/record-command';
import {
  describeArnProblem,
  type ExecutionArn,
  formatArn,
  isExecutionArn,
  machineOf,
  parseArn,
} from '@/lib/domain/arn';

/** The page of one execution, named by the last segment of the address. */
export function ExecutionView({ segment }: { readonly segment: string }): ReactNode {
  const text = decodeArnSegment(segment);
  if (text === null)
    return <WrongArn title="Not an execution" text={segment} reason="The address is not encoded correctly." />;
  const result = parseArn(text);
  if (result.kind === 'invalid') {
    return <WrongArn title="Not an execution" text={text} reason={describeArnProblem(result.problem)} />;
  }
  if (isExecutionArn(result.arn)) return <KnownExecution arn={result.arn} />;
  if (result.arn.kind === 'activity') {
    return <WrongArn title="Not an execution" text={text} reason="This is the ARN of an activity." />;
  }
  const instead = {
    path: machinePath(formatArn(machineOf(result.arn))),
    label: `Open the state machine ${result.arn.machine}`,
  };
  const reason = `This is the ARN of a ${result.arn.kind === 'machine' ? 'state machine' : 'map run'}.`;
  return <WrongArn title="Not an execution" text={text} reason={reason} instead={instead} />;
}

function KnownExecution({ arn }: { readonly arn: ExecutionArn }): ReactNode {
  const text = formatArn(arn);
  return (
    <>
      <PageHeader
        title={arn.name}
        above={
          <>
            <RangeLink path={machinePath(formatArn(machineOf(arn)))} className="text-accent underline">
              {arn.machine}
            </RangeLink>{' '}
            ▸ executions
          </>
        }
        facts={`${factOf(arn)} · status, times and events not read`}
        actions={<CopyButton text={text} label="Copy ARN" />}
      />
      <Notice icon={<FileJson className="size-4.5" strokeWidth={1.75} />} title="This version does not read AWS">
        <p>
          The timeline of this execution will stand here: its states, each attempt, its error and its input. Until then
          the commands below save what AWS holds and draw the timeline in the terminal.
        </p>
      </Notice>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        {arn.kind === 'express' ? (
          <Steps title="From its log" steps={expressSteps(arn)} />
        ) : (
          <Steps title="From its history" steps={standardSteps(arn)} />
        )}
        <ArnFacts arn={arn} />
      </div>
    </>
  );
}

function factOf(arn: ExecutionArn): string {
  const kind = arn.kind === 'express' ? 'Express execution' : 'Standard execution';
  return arn.label === null ? kind : `${kind}, child of the distributed Map ${arn.label}`;
}

type Step = { readonly text: string; readonly command: string };

function standardSteps(arn: Extract<ExecutionArn, { kind: 'execution' }>): readonly Step[] {
  return [
    {
      text: 'Save the history with your own credentials. AWS keeps it for 90 days after the end.',
      command: historyCommand(arn),
    },
    { text: 'Draw the timeline.', command: 'npm run inspect -- history.json' },
  ];
}

function expressSteps(arn: Extract<ExecutionArn, { kind: 'express' }>): readonly Step[] {
  return [
    {
      text: 'AWS keeps no history of an Express execution, only what its state machine logs. Find its log group; null or level OFF means that nothing is logged.',
      command: logGroupCommand(arn),
    },
    {
      text: 'Save the log lines. For a large group add --start-time and --end-time, in milliseconds since 1970.',
      command: logCommand(arn),
    },
    { text: 'Draw the timeline.', command: 'npm run inspect -- log.json' },
  ];
}

function Steps({ title, steps }: { readonly title: string; readonly steps: readonly Step[] }): ReactNode {
  return (
    <Panel title={title}>
      <ol className="grid gap-4 p-3">
        {steps.map(({ text, command }, index) => (
          <li key={command} className="grid grid-cols-[1.25rem_minmax(0,1fr)] gap-y-1.5">
            <span className="font-semibold text-muted">{index + 1}</span>
            <p>{text}</p>
            <div className="col-span-2 md:col-span-1 md:col-start-2">
              <CommandLine command={command} label={`Copy command ${index + 1}`} />
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
