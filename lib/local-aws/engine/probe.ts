import { Scheduler } from '../clock/scheduler';
import type { JsonValue } from '../json-value';
import { lambdaArn } from '../workload/machine-plan';
import { AccountRegion } from './account-region';
import type { Execution } from './execution';
import { fails, type MachineScript, succeeds, type TaskCall } from './task-script';

// What tests of the engine run: one machine with one execution, and tasks that behave in one way each.

export const START_MS = Date.UTC(2026, 10, 22);
export const HOUR_MS = 3_600_000;
export const TASK = { Type: 'Task', Resource: lambdaArn('probe') };
export const FAILING = () => fails(100, 'Probe.Failed', 'on purpose');
export const FINE = () => succeeds(100, { ok: true });
export const SLOW = () => succeeds(9_000, {});
export const SILENT = () => succeeds(null, {});
export const FAILING_IF_BAD = ({ input }: TaskCall) => (input === 'bad' ? FAILING() : FINE());
export const FAILING_IF_BAD_ELSE_SLOW = ({ input }: TaskCall) => (input === 'bad' ? FAILING() : SLOW());

/** Makes the machine `m` and starts it; virtual time stands at the start. */
export function start(definition: object, script: MachineScript, input: JsonValue = {}) {
  const scheduler = new Scheduler(START_MS);
  const target = new AccountRegion('123456789012', 'eu-west-1', scheduler, 'sequences');
  const logs = { level: 'OFF', includeExecutionData: false, group: null } as const;
  const source = { name: 'm', type: 'STANDARD', definition, script, logs, createdMs: START_MS } as const;
  // Unchecked: tests make hundreds of machines, and a check takes a tenth of a second.
  const machine = target.createMachine(source, () => {});
  return { scheduler, target, execution: target.start({ machine, input }) };
}

/** A machine's executions in the order in which they started. */
export function executionsOf(target: AccountRegion, machineArn: string): readonly Execution[] {
  return [...target.executions.values()].filter((execution) => execution.machineArn === machineArn);
}

/** Each event as `id Type<-previous`, an iteration's with its index. */
export function sequence({ events }: Execution): readonly string[] {
  return events.map(({ id, type, previousEventId, details }) => {
    const index = type.startsWith('MapIteration') ? `{${details['index']}}` : '';
    return `${id} ${type}${index}<-${previousEventId}`;
  });
}

/** The sequence of an execution that was given an hour. */
export function run(definition: object, script: MachineScript, input: JsonValue = {}): readonly string[] {
  const { scheduler, execution } = start(definition, script, input);
  scheduler.runUntil(START_MS + HOUR_MS);
  return sequence(execution);
}
