import type { ReactNode } from 'react';
import { ArnFacts } from '@/components/arn/arn-facts';
import { WrongArn } from '@/components/arn/wrong-arn';
import { CopyButton } from '@/components/ui/copy-button';
import { PageHeader } from '@/components/ui/page-header';
import { decodeArnSegment, executionPath, machinePath } from '@/lib/client/paths';
import { describeArnProblem, formatArn, isExecutionArn, type MachineArn, machineOf, parseArn } from '@/lib/domain/arn';

type MachineViewProps = {
  readonly segment: string;
  /** The body of the page for a machine that could be named: given its ARN without version or alias, and what the ARN says. */
  readonly children: (machineArn: string, facts: ReactNode) => ReactNode;
};

/** The page of one state machine, named by the last segment of the address. */
export function MachineView({ segment, children }: MachineViewProps): ReactNode {
  const title = 'Not a state machine';
  const text = decodeArnSegment(segment);
  if (text === null) return <WrongArn title={title} text={segment} reason="The address is not encoded correctly." />;
  const result = parseArn(text);
  if (result.kind === 'invalid')
    return <WrongArn title={title} text={text} reason={describeArnProblem(result.problem)} />;
  const { arn } = result;
  if (arn.kind === 'machine') return <KnownMachine arn={arn}>{children}</KnownMachine>;
  if (arn.kind === 'activity') return <WrongArn title={title} text={text} reason="This is the ARN of an activity." />;
  const instead = isExecutionArn(arn)
    ? { path: executionPath(text), label: `Open the execution ${arn.name}` }
    : { path: machinePath(formatArn(machineOf(arn))), label: `Open the state machine ${arn.machine}` };
  const reason = `This is the ARN of ${isExecutionArn(arn) ? 'an execution' : 'a map run'}.`;
  return <WrongArn title={title} text={text} reason={reason} instead={instead} />;
}

function KnownMachine({
  arn,
  children,
}: {
  readonly arn: MachineArn;
  readonly children: MachineViewProps['children'];
}): ReactNode {
  return (
    <>
      <PageHeader
        title={arn.machine}
        above="State machine"
        facts={`${qualifierOf(arn)}${arn.account} · ${arn.region}`}
        actions={<CopyButton text={formatArn(arn)} label="Copy ARN" />}
      />
      {children(formatArn(machineOf(arn)), <ArnFacts arn={arn} />)}
    </>
  );
}

function qualifierOf({ qualifier }: MachineArn): string {
  switch (qualifier.kind) {
    case 'none':
      return '';
    case 'version':
      return `Version ${qualifier.version}; the figures are of all versions · `;
    case 'alias':
      return `Alias ${qualifier.alias}; the figures are of all versions · `;
  }
}
