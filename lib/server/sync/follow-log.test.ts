import { expect, test } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { createLogger } from '@/lib/server/logger';
import { connectionDependencies } from '@/lib/testing/connection-dependencies';
import { FakeAws } from '@/lib/testing/fake-aws';
import { MemoryIndex } from '@/lib/testing/memory-index';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { followExpress } from './follow-log';
import { createMachineCatalogue } from './machine-catalogue';

const NOW = Date.UTC(2026, 10, 22, 18);
const HOUR = 3_600_000;

test('tells how far a round ended behind the present, and nothing once it reaches it', async () => {
  const aws = new FakeAws();
  const { arn, type, logging } = aws.addExpressMachine('checkout');
  if (logging.logGroupArn === null) throw new Error('no log');
  const deps = {
    ...connectionDependencies(aws, new MemoryIndex(), new VirtualClock(NOW)),
    catalogue: createMachineCatalogue(),
    log: createLogger('silent'),
  };
  const machine = { arn, type, logging, logGroupArn: logging.logGroupArn };
  const span = { fromMs: epochMs(NOW - 9 * HOUR), toMs: epochMs(NOW - 3 * HOUR) };
  const first = await followExpress(deps, machine, { span, sliceMs: 2 * HOUR, lagMs: 0 });
  expect(first).toMatchObject({ kind: 'read', span: { fromMs: span.fromMs, toMs: NOW - HOUR }, lagMs: HOUR });
  if (first.kind !== 'read') throw new Error('the log is gone');
  expect(await followExpress(deps, machine, { ...first, sliceMs: 2 * HOUR })).toMatchObject({
    span: { toMs: NOW },
    lagMs: 0,
  });
});
