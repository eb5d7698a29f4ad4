import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { historyCommand, logCommand, logGroupCommand } from '@/lib/client/record-command';
import { formatArn } from '@/lib/domain/arn';

const place = {
  partition: 'aws',
  region: 'eu-west-1',
  account: '123456789012',
  machine: 'orders',
  label: null,
} as const;

/** The words a POSIX shell makes of a command, without running it. */
function shellWords(command: string): readonly string[] {
  const [words = ''] = command.split(' > ');
  return execFileSync('sh', ['-c', `printf '%s\\0' ${words}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);
}

describe('commands to copy', () => {
  test('an execution name full of shell signs stays one word', () => {
    const arn = { ...place, kind: 'execution', name: "it's(here)!-é" } as const;
    expect(shellWords(historyCommand(arn))).toContain(formatArn(arn));
    expect(historyCommand(arn)).toMatch(
      /^aws stepfunctions get-execution-history --region eu-west-1 .* > history\.json$/,
    );
  });

  test('an Express execution is asked for by its full ARN, because names repeat', () => {
    const arn = { ...place, kind: 'express', name: "o'1", run: '7b-1' } as const;
    expect(shellWords(logCommand(arn))).toContain(`{ $.execution_arn = "${formatArn(arn)}" }`);
    expect(shellWords(logGroupCommand(arn))).toContain('arn:aws:states:eu-west-1:123456789012:stateMachine:orders');
  });
});
