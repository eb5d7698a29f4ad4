import { beforeEach, expect, it } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { failuresResponse, listFailuresRequest } from '@/lib/contract/failures';
import { localActions, localCaller } from '@/lib/domain/access';
import { AppError } from '@/lib/server/errors';
import type { StateFailures } from '@/lib/server/ports/index-figures';
import { joinAws } from '@/lib/testing/fake-aws';
import { indexBatch, indexedMachine, indexedPair, machineArnOf } from '@/lib/testing/index-batches';
import { MemoryIndex } from '@/lib/testing/memory-index';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { listFailures } from './list-failures';

const ARN = machineArnOf('orders');
const NOW_MS = Date.UTC(2026, 10, 22, 14);

/** An index that holds one machine, with these failures of its state. */
class FailuresIndex extends MemoryIndex {
  found: StateFailures = { failures: [], histories: { succeeded: 0, succeededRead: 0 } };

  override async listFailures(): Promise<StateFailures> {
    return this.found;
  }
}

let index: FailuresIndex;

beforeEach(() => {
  index = new FailuresIndex();
  // A deleted machine is read no more, so that how far reading has come plays no part.
  index.machines.set(ARN, { ...indexedMachine('orders'), connection: 'test', status: 'DELETED' });
});

async function ask(arn = ARN) {
  const deps = {
    index,
    clock: new VirtualClock(NOW_MS),
    connections: joinAws(),
    sync: { report: () => [] },
    switches: localActions(false),
  };
  const input = listFailuresRequest.parse({ arn, state: 'Charge' });
  const answer = await listFailures(deps, { ...input, caller: localCaller });
  expect(failuresResponse.parse(JSON.parse(JSON.stringify(answer)))).toEqual(answer);
  return answer;
}

it('names the execution, the visit, the time and the error with its class', async () => {
  const pair = indexedPair({
    name: 'ord-1',
    startMs: NOW_MS - 60_000,
    write: (history) => history.end(history.chain().task('Charge', { attempts: ['Payment.Declined'] })),
  });
  await index.apply(indexBatch([pair]));
  const execution = await index.getExecution(pair.execution.arn);
  if (execution === null) throw new Error('The index does not know it.');
  const failure = { execution, visit: 2, endedAtMs: epochMs(NOW_MS - 50_000) };
  index.found = {
    failures: [
      { ...failure, outcome: 'failed', error: 'States.Timeout' },
      { ...failure, outcome: 'caught', error: null },
    ],
    histories: { succeeded: 8, succeededRead: 2 },
  };
  index.machines.set(ARN, { ...indexedMachine('orders'), connection: 'test', status: 'DELETED' });
  const { items, coverage } = await ask();
  expect(items).toEqual([
    {
      executionArn: pair.execution.arn,
      executionName: 'ord-1',
      executionStatus: 'FAILED',
      visit: 2,
      outcome: 'failed',
      endedDate: '2026-11-22T13:59:10.000Z',
      error: 'States.Timeout',
      errorClass: 'transient',
    },
    expect.objectContaining({ outcome: 'caught', error: null, errorClass: 'task' }),
  ]);
  // A failure that was caught may be in a history of a succeeded execution that nobody has read yet.
  expect(coverage).toMatchObject({ kind: 'estimated', share: 0.25 });
});

it('knows no machine of another ARN', async () => {
  await expect(ask(machineArnOf('unknown'))).rejects.toThrow(AppError);
});
