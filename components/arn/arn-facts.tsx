import type { ReactNode } from 'react';
import { type Fact, Facts } from '@/components/ui/facts';
import { Panel } from '@/components/ui/panel';
import { formatArn, parseArn, type StepFunctionsArn } from '@/lib/domain/arn';

const KINDS: Record<StepFunctionsArn['kind'], string> = {
  machine: 'State machine',
  execution: 'Standard execution',
  express: 'Express execution',
  mapRun: 'Map run',
  activity: 'Activity',
};

/** What an ARN says by itself, without asking AWS. */
export function ArnFacts({ arn }: { readonly arn: StepFunctionsArn }): ReactNode {
  const facts: readonly Fact[] = [
    { label: 'Kind', value: KINDS[arn.kind] },
    ...namedParts(arn),
    { label: 'Account', value: arn.account },
    { label: 'Region', value: arn.region },
    { label: 'Partition', value: arn.partition },
    { label: 'ARN', value: formatArn(arn), isCode: true },
  ];
  return (
    <Panel title="What the ARN says">
      <Facts facts={facts} />
    </Panel>
  );
}

function namedParts(arn: StepFunctionsArn): readonly Fact[] {
  switch (arn.kind) {
    case 'machine':
      return [{ label: 'State machine', value: arn.machine }, ...labelPart(arn.label), ...qualifierPart(arn.qualifier)];
    case 'execution':
      return [...ownerParts(arn), { label: 'Execution', value: arn.name }];
    case 'express':
      return [...ownerParts(arn), { label: 'Execution', value: arn.name }, { label: 'Run', value: arn.run }];
    case 'mapRun':
      return [...ownerParts(arn), { label: 'Run', value: arn.run }];
    case 'activity':
      return [{ label: 'Activity', value: arn.name }];
  }
}

function ownerParts(arn: { readonly machine: string; readonly label: string | null }): readonly Fact[] {
  return [{ label: 'State machine', value: arn.machine }, ...labelPart(arn.label)];
}

function labelPart(label: string | null): readonly Fact[] {
  return label === null ? [] : [{ label: 'Distributed Map', value: `${label} (its label)` }];
}

function qualifierPart(qualifier: Extract<StepFunctionsArn, { kind: 'machine' }>['qualifier']): readonly Fact[] {
  switch (qualifier.kind) {
    case 'none':
      return [];
    case 'version':
      return [{ label: 'Version', value: qualifier.version }];
    case 'alias':
      return [{ label: 'Alias', value: qualifier.alias }];
  }
}

/** The same for an ARN that is still text; nothing where it is none. */
export function ArnTextFacts({ text }: { readonly text: string }): ReactNode {
  const result = parseArn(text);
  return result.kind === 'ok' ? <ArnFacts arn={result.arn} /> : null;
}
