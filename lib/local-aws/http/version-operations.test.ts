import { expect, test } from 'vitest';
import { Scheduler } from '../clock/scheduler';
import { AccountRegion } from '../engine/account-region';
import { ask, listIn, refusalOf } from './ask';

const NOW_MS = Date.UTC(2026, 10, 22);

function account() {
  const target = new AccountRegion('123456789012', 'eu-west-1', new Scheduler(NOW_MS), 'versions');
  const machine = target.createMachine({
    name: 'm',
    type: 'STANDARD',
    definition: { StartAt: 'A', States: { A: { Type: 'Succeed' } } },
    script: {},
    logs: { level: 'OFF', includeExecutionData: false, group: null },
    createdMs: NOW_MS - 5_000,
    versions: [
      { name: '1', createdMs: NOW_MS - 4_000 },
      { name: '2', createdMs: NOW_MS - 3_000 },
    ],
    aliases: [{ name: 'live', createdMs: NOW_MS - 2_000 }],
    tags: { team: 'payments', 'cost-centre': '4711' },
  });
  return { target, stateMachineArn: machine.arn };
}

test('versions are listed newest first, page by page', () => {
  const { target, stateMachineArn } = account();
  const first = ask(target, 'ListStateMachineVersions', { stateMachineArn, maxResults: 1 });
  expect(listIn(first, 'stateMachineVersions')).toEqual([
    { stateMachineVersionArn: `${stateMachineArn}:2`, creationDate: (NOW_MS - 3_000) / 1000 },
  ]);
  const nextToken = first['nextToken'] ?? '';
  const second = ask(target, 'ListStateMachineVersions', { stateMachineArn, maxResults: 1, nextToken });
  expect(listIn(second, 'stateMachineVersions')).toMatchObject([{ stateMachineVersionArn: `${stateMachineArn}:1` }]);
  expect(second).not.toHaveProperty('nextToken');
});

test('aliases and tags are listed; a version has no tags', () => {
  const { target, stateMachineArn } = account();
  expect(listIn(ask(target, 'ListStateMachineAliases', { stateMachineArn }), 'stateMachineAliases')).toMatchObject([
    { stateMachineAliasArn: `${stateMachineArn}:live` },
  ]);
  expect(ask(target, 'ListTagsForResource', { resourceArn: stateMachineArn })).toEqual({
    tags: [
      { key: 'team', value: 'payments' },
      { key: 'cost-centre', value: '4711' },
    ],
  });
  expect(ask(target, 'ListTagsForResource', { resourceArn: `${stateMachineArn}:2` })).toEqual({ tags: [] });
});

test('what is not there is refused', () => {
  const { target, stateMachineArn } = account();
  expect(refusalOf(target, 'ListTagsForResource', { resourceArn: `${stateMachineArn}-gone` })).toMatch(
    /^ResourceNotFound/,
  );
  expect(refusalOf(target, 'ListTagsForResource', { resourceArn: 'x' })).toMatch(/^InvalidArn/);
  expect(refusalOf(target, 'ListStateMachineVersions', { stateMachineArn: `${stateMachineArn}-gone` })).toMatch(
    /^StateMachineDoesNotExist/,
  );
});
