import { describe, expect, it } from 'vitest';
import { type BuiltEvent, HistoryBuilder, toLogLines } from '@/lib/testing/history-builder';

/** `7 TaskFailed<-6`, the notation in which recorded sequences are written down. */
function lines(events: readonly BuiltEvent[]): string[] {
  return events.map((event) => `${event.id} ${event.type}<-${event.previousEventId}`);
}

describe('HistoryBuilder', () => {
  it('writes a retried and caught Lambda task as AWS does', () => {
    const history = new HistoryBuilder();
    const chain = history.chain().task('Work', { family: 'LambdaFunction', attempts: ['E', 'E'], caught: true });
    history.end(chain.state('Pass', 'Handle'));
    expect(lines(history.events)).toEqual([
      '1 ExecutionStarted<-0',
      '2 TaskStateEntered<-0',
      '3 LambdaFunctionScheduled<-2',
      '4 LambdaFunctionStarted<-3',
      '5 LambdaFunctionFailed<-4',
      '6 LambdaFunctionScheduled<-5',
      '7 LambdaFunctionStarted<-6',
      '8 LambdaFunctionFailed<-7',
      '9 TaskStateExited<-8',
      '10 PassStateEntered<-9',
      '11 PassStateExited<-10',
      '12 ExecutionSucceeded<-11',
    ]);
  });

  it('points redriven attempts at the old entry', () => {
    const history = new HistoryBuilder();
    history.chain().task('Work', { family: 'Activity', attempts: ['open'] });
    history.abort().redrive();
    history.end(history.chain().resumeTask('Work', { family: 'Activity' }));
    expect(lines(history.events).slice(4)).toEqual([
      '5 ExecutionAborted<-0',
      '6 ExecutionRedriven<-5',
      '7 ActivityScheduled<-2',
      '8 ActivityStarted<-7',
      '9 ActivitySucceeded<-8',
      '10 TaskStateExited<-9',
      '11 ExecutionSucceeded<-10',
    ]);
  });

  it('chains Map iterations to the iteration before and the closing events past them', () => {
    const history = new HistoryBuilder();
    const item = (name: string) => (chain: ReturnType<HistoryBuilder['chain']>) => void chain.state('Pass', name);
    history.end(history.chain().map('Items', [item('Item'), item('Item')]));
    expect(lines(history.events).slice(2)).toEqual([
      '3 MapStateStarted<-2',
      '4 MapIterationStarted<-3',
      '5 PassStateEntered<-4',
      '6 PassStateExited<-5',
      '7 MapIterationSucceeded<-6',
      '8 MapIterationStarted<-6',
      '9 PassStateEntered<-8',
      '10 PassStateExited<-9',
      '11 MapIterationSucceeded<-10',
      '12 MapStateSucceeded<-11',
      '13 MapStateExited<-11',
      '14 ExecutionSucceeded<-13',
    ]);
  });

  it('fails a Parallel with the branch that failed', () => {
    const history = new HistoryBuilder();
    const chain = history.chain().parallel('Both', [(left) => void left.fail('Stop', 'E')]);
    history.end(chain);
    expect(lines(history.events).slice(3)).toEqual([
      '4 FailStateEntered<-3',
      '5 ParallelStateFailed<-4',
      '6 ExecutionFailed<-5',
    ]);
  });

  it('writes the same events as log lines, with texts for numbers', () => {
    const history = new HistoryBuilder(0);
    history.end(history.chain().state('Pass', 'Only'));
    expect(toLogLines(history.events, 'arn')[1]).toEqual({
      id: '2',
      type: 'PassStateEntered',
      details: { name: 'Only', input: '{}' },
      previous_event_id: '0',
      event_timestamp: '10',
      execution_arn: 'arn',
      redrive_count: '0',
    });
  });
});

it('lets a task that a retry made good go on, and the execution succeed', () => {
  const history = new HistoryBuilder();
  history.end(
    history
      .chain()
      .task('Work', { attempts: ['Busy', 'ok'] })
      .state('Pass', 'Next'),
  );
  expect(history.events.at(-1)?.type).toBe('ExecutionSucceeded');
});
