import { describe, expect, test } from 'vitest';
import { findJumpTargets } from '@/lib/client/jump-targets';
import { executionPath, machinePath } from '@/lib/client/paths';

const EXECUTION = 'arn:aws:states:eu-west-1:123456789012:execution:orders:o-1';
const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:orders';

function pathsFor(text: string): readonly string[] {
  return findJumpTargets(text).targets.map(({ path }) => path);
}

describe('findJumpTargets', () => {
  test('offers every page at first and narrows by name', () => {
    expect(pathsFor('')).toHaveLength(5);
    expect(pathsFor('hot')).toEqual(['/hotspots']);
    expect(pathsFor('  SETT ')).toEqual(['/settings']);
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
    ['nothing like that', /No page is called “nothing like that”/],
    ['arn:aws:states:eu-west-1:12:execution:a:b', /The account is “12”/],
    ['ARN:aws:states', /begins with “arn:”/],
    ['arn:aws:states:eu-west-1:123456789012:activity:review', /“review” is an activity/],
  ])('says why %s leads nowhere', (text, reason) => {
    const answer = findJumpTargets(text);
    expect(answer.targets).toEqual([]);
    expect(answer.problem).toMatch(reason);
  });
});
