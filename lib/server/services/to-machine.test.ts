import { expect, it } from 'vitest';
import { epochMs } from '@/lib/base/units';
import type { MachineFigures } from '@/lib/server/ports/index-figures';
import type { IndexedMachine } from '@/lib/server/ports/index-store';
import { toMachine } from './to-machine';

const ARN = 'arn:aws:states:us-east-1:210987654321:stateMachine:asset-events';
const FIGURES: MachineFigures = {
  machineArn: ARN,
  counts: { RUNNING: 0, SUCCEEDED: 0, FAILED: 152, TIMED_OUT: 0, ABORTED: 0, PENDING_REDRIVE: 0, UNKNOWN: 0 },
  running: 0,
  durationMs: { p50: 25, p95: 34, p99: 40 },
  spark: [{ ok: 0, failed: 152 }],
  worstState: null,
  histories: { succeeded: 0, succeededRead: 0 },
};

function machineAt(level: 'ALL' | 'ERROR'): IndexedMachine {
  return {
    connection: 'media',
    arn: ARN,
    name: 'asset-events',
    type: 'EXPRESS',
    status: 'ACTIVE',
    createdAtMs: epochMs(0),
    logging: { level, includesData: true, logGroupArn: 'arn:aws:logs:us-east-1:210987654321:log-group:media' },
    revisionId: null,
  };
}

it('tells neither a rate nor a duration of a machine whose log holds failures only', () => {
  const told = (level: 'ALL' | 'ERROR') =>
    toMachine(machineAt(level), { figures: FIGURES, report: null, window: { fromMs: epochMs(0), toMs: epochMs(1) } })
      .figures;
  expect(told('ERROR')).toMatchObject({ executions: 152, successRate: null, p50Ms: null, p95Ms: null });
  expect(told('ALL')).toMatchObject({ executions: 152, successRate: 0, p50Ms: 25, p95Ms: 34 });
});
