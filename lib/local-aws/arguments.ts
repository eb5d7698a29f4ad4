import { parseArgs } from 'node:util';
import type { Fault } from './http/faults';
import { LIMIT_MODES, type LimitMode } from './http/limits';
import { InvalidFault, readFaultOption } from './http/read-fault';
import { readLoad } from './load/read-load';
import { WORKLOADS, type WorkloadSettings } from './workload/workload';

export type Arguments = {
  readonly port: number;
  readonly settings: WorkloadSettings;
  readonly limits: LimitMode;
  /** How far reads are behind the truth, ms. */
  readonly lagMs: number;
  /** What goes wrong from the start. */
  readonly faults: readonly Fault[];
};

/**
 * Reads `--port N --workload demo|small|empty|load --seed TEXT --days N --past FILE --limits off|aws --lag-ms N
 * --load NAME=N,… --fault ACTION=FAULT,NAME=VALUE…`, the last two any number of times. Port 0 takes any free one.
 * @throws Error that says what is wrong
 */
export function readArguments(args: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '0' },
      workload: { type: 'string', default: 'demo' },
      seed: { type: 'string', default: '1' },
      days: { type: 'string', default: '30' },
      past: { type: 'string' },
      load: { type: 'string', multiple: true, default: ['machines=2'] },
      limits: { type: 'string', default: 'off' },
      'lag-ms': { type: 'string', default: '0' },
      fault: { type: 'string', multiple: true, default: [] },
    },
  });
  const kind = WORKLOADS.find((known) => known === values.workload);
  if (kind === undefined) throw new Error(`--workload must be one of ${WORKLOADS.join(', ')}`);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('--port must be a number up to 65535');
  const days = Number(values.days);
  if (!(days > 0 && days <= 90)) throw new Error('--days must be more than 0 and at most 90, which is what AWS keeps');
  const limits = LIMIT_MODES.find((known) => known === values.limits);
  if (limits === undefined) throw new Error(`--limits must be one of ${LIMIT_MODES.join(', ')}`);
  const lagMs = Number(values['lag-ms']);
  if (!(lagMs >= 0 && lagMs <= 60_000)) throw new Error('--lag-ms must be a number of milliseconds, at most 60000');
  const faults = values.fault.map(readFaultArgument);
  const pastFile = values.past === undefined ? {} : { pastFile: values.past };
  const loads = kind === 'load' ? { loads: values.load.map(readLoad) } : {};
  return { port, limits, lagMs, faults, settings: { kind, seed: values.seed, days, ...pastFile, ...loads } };
}

function readFaultArgument(text: string): Fault {
  try {
    return readFaultOption(text);
  } catch (error) {
    if (error instanceof InvalidFault) throw new Error(`--fault ${text}: ${error.message}`);
    throw error;
  }
}
