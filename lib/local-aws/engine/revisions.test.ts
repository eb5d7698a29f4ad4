import { expect, test } from 'vitest';
import { ask, listIn, refusalOf } from '../http/ask';
import { FAILING, FINE, HOUR_MS, START_MS, start, TASK } from './probe';

// Revisions, versions and aliases as aws-facts §1.1 and §9.34 have them.

const ONE = { StartAt: 'A', States: { A: { ...TASK, End: true } } };
const TWO = { StartAt: 'A', States: { A: { ...TASK, Next: 'B' }, B: { Type: 'Succeed' } } };

function machineWithRevision() {
  const { scheduler, target, execution } = start(ONE, { A: FINE });
  const { arn } = execution.machine;
  target.updateMachine(arn, { publish: true, alias: 'live' });
  scheduler.runUntil(START_MS + HOUR_MS);
  const machine = target.updateMachine(arn, { definition: TWO, script: { A: FAILING } });
  return { scheduler, target, machine, before: execution };
}

test('an execution keeps the definition, the script and the date of its start', () => {
  const { scheduler, target, machine, before } = machineWithRevision();
  const after = target.start({ machine, input: {} });
  scheduler.runUntil(START_MS + 2 * HOUR_MS);
  expect([before.status, after.status]).toEqual(['SUCCEEDED', 'FAILED']);
  const described = [before, after].map(({ arn: executionArn }) => {
    return ask(target, 'DescribeStateMachineForExecution', { executionArn });
  });
  expect(described).toMatchObject([
    { definition: JSON.stringify(ONE, null, 2), updateDate: START_MS / 1000 },
    { definition: JSON.stringify(TWO, null, 2), updateDate: (START_MS + HOUR_MS) / 1000 },
  ]);
  expect(described[0]).not.toHaveProperty('revisionId');
  expect(described[1]?.['revisionId']).toBe(machine.revisionId);
});

test('there is a revision id from the first update on; publishing alone gives none', () => {
  const { target, execution } = start(ONE, { A: FINE });
  const stateMachineArn = execution.machine.arn;
  expect(target.updateMachine(stateMachineArn, { publish: true }).revisionId).toBeNull();
  const described = ask(target, 'DescribeStateMachine', { stateMachineArn });
  expect(described).not.toHaveProperty('revisionId');
  expect(target.updateMachine(stateMachineArn, { logs: execution.machine.logs }).revisionId).toMatch(/^[0-9a-f-]{36}$/);
});

test('a version and the alias that leads to it run what was published, and executions name both', () => {
  const { scheduler, target, machine } = machineWithRevision();
  const byAlias = ask(target, 'StartExecution', { stateMachineArn: `${machine.arn}:live`, name: 'by-alias' });
  const byVersion = ask(target, 'StartExecution', { stateMachineArn: `${machine.arn}:1`, name: 'by-version' });
  scheduler.runUntil(START_MS + 2 * HOUR_MS);
  const version = { status: 'SUCCEEDED', stateMachineArn: machine.arn, stateMachineVersionArn: `${machine.arn}:1` };
  const alias = { ...version, stateMachineAliasArn: `${machine.arn}:live` };
  expect(ask(target, 'DescribeExecution', { executionArn: byAlias['executionArn'] ?? '' })).toMatchObject(alias);
  const described = ask(target, 'DescribeExecution', { executionArn: byVersion['executionArn'] ?? '' });
  expect(described).toMatchObject(version);
  expect(described).not.toHaveProperty('stateMachineAliasArn');
  const events = listIn(ask(target, 'GetExecutionHistory', { executionArn: byAlias['executionArn'] ?? '' }), 'events');
  expect(events[0]?.['executionStartedEventDetails']).toMatchObject({
    stateMachineVersionArn: `${machine.arn}:1`,
    stateMachineAliasArn: `${machine.arn}:live`,
  });
});

test('executions are listed by what started them, those of former routes of an alias too', () => {
  const { scheduler, target, machine } = machineWithRevision();
  const namesBy = (qualifier: string) => {
    const answer = ask(target, 'ListExecutions', { stateMachineArn: `${machine.arn}${qualifier}` });
    return listIn(answer, 'executions').map(({ name }) => name);
  };
  target.start({ machine, qualifier: 'live', name: 'first', input: {} });
  const moved = target.updateMachine(machine.arn, { publish: true, alias: 'live' });
  target.start({ machine: moved, qualifier: 'live', name: 'second', input: {} });
  target.start({ machine: moved, qualifier: '1', name: 'third', input: {} });
  scheduler.runUntil(START_MS + 2 * HOUR_MS);
  expect(namesBy(':live')).toEqual(['second', 'first']);
  expect(namesBy(':1')).toEqual(['third', 'first']);
  expect(namesBy('')).toHaveLength(4);
});

test('a version is described with its own date, an alias as the version it leads to, and others are refused', () => {
  const { target, machine } = machineWithRevision();
  const version = { stateMachineArn: `${machine.arn}:1`, creationDate: START_MS / 1000 };
  for (const qualifier of ['1', 'live']) {
    const described = ask(target, 'DescribeStateMachine', { stateMachineArn: `${machine.arn}:${qualifier}` });
    expect(described).toMatchObject({ ...version, name: 'm', definition: JSON.stringify(ONE, null, 2) });
  }
  for (const operation of ['DescribeStateMachine', 'StartExecution', 'ListExecutions']) {
    expect(refusalOf(target, operation, { stateMachineArn: `${machine.arn}:9` })).toBe(
      `StateMachineDoesNotExist: State Machine Does Not Exist: '${machine.arn}:9'`,
    );
  }
});
