import { describe, expect, test } from 'vitest';
import { findJumpTargets } from '@/lib/client/jump-targets';
import { executionPath, machinePath } from '@/lib/client/paths';

const EXECUTION = 'arn:aws:states:eu-west-1:123456789012:execution:orders:o-1';
const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:orders';

const NAMED = ['orders', 'order-returns', 'payouts'].map((name) => ({
  stateMachineArn: `arn:aws:states:eu-west-1:123456789012:stateMachine:${name}`,
  name,
  type: 'STANDARD' as const,
  region: 'eu-west-1',
}));

function pathsFor(text: string): readonly string[] {
  return findJumpTargets(text, NAMED).targets.map(({ path }) => path);
}

describe('findJumpTargets', () => {
  test('offers every page at first and narrows by name', () => {
    expect(pathsFor('')).toHaveLength(5);
    expect(pathsFor('hot')).toEqual(['/hotspots', '/executions?q=hot']);
    expect(pathsFor('  SETT ')[0]).toEqual('/settings');
  });

  test('offers state machines by a part of their name, then the executions with that text', () => {
    expect(pathsFor('Order')).toEqual([
      machinePath(MACHINE),
      machinePath('arn:aws:states:eu-west-1:123456789012:stateMachine:order-returns'),
      '/executions?q=Order',
    ]);
    expect(pathsFor('ord-2026 88412')).toEqual(['/executions?q=ord-2026+88412']);
  });

  test('offers so few state machines that the search stays in sight', () => {
    const many = Array.from({ length: 40 }, (_, number) => ({
      stateMachineArn: `${MACHINE}-${number}`,
      name: `orders-${number}`,
      type: 'EXPRESS' as const,
      region: 'eu-west-1',
    }));
    const { targets } = findJumpTargets('orders', many);
    expect(targets).toHaveLength(7);
    expect(targets[0]?.detail).toBe('Express state machine · eu-west-1');
    expect(targets.at(-1)?.id).toBe('search');
  });

  test.each([
    [EXECUTION, executionPath(EXECUTION)],
    [` ${EXECUTION}\n`, executionPath(EXECUTION)],
    [MACHINE, machinePath(MACHINE)],
    [`${MACHINE}:PROD`, machinePath(`${MACHINE}:PROD`)],
    ['arn:aws:states:eu-west-1:123456789012:mapRun:orders/Items:9f-2', machinePath(MACHINE)],
    [
      `https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/${EXECUTION}`,
      executionPath(EXECUTION),
    ],
    [
      `https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/statemachines/view/${encodeURIComponent(MACHINE)}?type=standard`,
      machinePath(MACHINE),
    ],
  ])('opens %s', (text, path) => {
    expect(pathsFor(text)).toEqual([path]);
  });

  test.each([
    ['arn:aws:states:eu-west-1:12:execution:a:b', /The account is “12”/],
    ['ARN:aws:states', /begins with “arn:”/],
    ['arn:aws:states:eu-west-1:123456789012:activity:review', /“review” is an activity/],
  ])('says why %s leads nowhere', (text, reason) => {
    const answer = findJumpTargets(text, NAMED);
    expect(answer.targets).toEqual([]);
    expect(answer.problem).toMatch(reason);
  });
});
