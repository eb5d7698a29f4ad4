import { createHash } from 'node:crypto';
import { type Routine, sleep } from '../clock/routine';
import { isMap, type JsonMap, type JsonValue } from '../json-value';
import type { DistributedMap, MapState } from '../language/definition';
import { fillTemplate } from '../language/payload';
import type { StateError } from '../language/states-error';
import { maxConcurrencyOf, toleratedCountOf, toleratedPercentageOf } from './amounts';
import type { WorkEnd } from './line';
import { type Batch, toBatches } from './map-batches';
import { toItems } from './map-items';
import { MapRun, type MapRunLimits } from './map-run';
import { toScope } from './state-data';
import type { StateMachine } from './state-machine';
import { type MapItem, type Visit, writeNext } from './visit';

/** In AWS's words (aws-facts §2.5, the corpus' `redriven-distributed-map`). */
const EXCEEDED: StateError = {
  error: 'States.ExceedToleratedFailureThreshold',
  cause: 'The specified tolerated failure threshold was exceeded',
};

/**
 * One attempt of a Distributed Map: a map run whose items are executions of their own. The history says only that the
 * run started and how it ended; the exit of the Map points past the end (aws-facts §2.5).
 */
export function* runMapRun(visit: Visit, state: MapState, distributed: DistributedMap): Routine<WorkEnd> {
  const read = readItems(visit, state, distributed);
  const maxConcurrency = maxConcurrencyOf(visit, state);
  const length = read.kind === 'items' && !distributed.hasReader ? read.items.length : 0;
  const startedEventId = writeNext(visit, 'MapStateStarted', { length });
  // What is wrong with these is found once the Map has started (the corpus' `map-state-tolerated-failure-count-path`).
  const plan: Plan = {
    state,
    distributed,
    read,
    batches: toBatches(visit, state, distributed.batcher, read.kind === 'items' ? read.items : []),
    limits: {
      maxConcurrency,
      toleratedCount: toleratedCountOf(visit, distributed),
      toleratedPercentage: toleratedPercentageOf(visit, distributed),
    },
  };
  return yield* begin(visit, plan, startedEventId);
}

/** What a map run is to do, worked out once. */
type Plan = {
  readonly state: MapState;
  readonly distributed: DistributedMap;
  readonly read: Read;
  readonly batches: readonly Batch[];
  readonly limits: MapRunLimits;
};

function* begin(visit: Visit, plan: Plan, startedEventId: number): Routine<WorkEnd> {
  const { execution, line, open } = visit;
  const { distributed, read } = plan;
  line.at = startedEventId;
  open.resume = () => begin(visit, plan, startedEventId);
  yield* sleep(execution.world.scheduler, execution.random.between(28, 60));
  const run = openRun(visit, plan);
  writeNext(visit, 'MapRunStarted', { mapRunArn: run.facts.arn });
  if (read.kind === 'failed') return fail(visit, read);
  return yield* join(visit, distributed, run, startedEventId);
}

/** The same run again: MapRunRedriven points where MapRunStarted did (aws-facts §2.6). */
function* redrive(visit: Visit, distributed: DistributedMap, run: MapRun, startedEventId: number): Routine<WorkEnd> {
  run.redrive();
  visit.line.at = startedEventId;
  writeNext(visit, 'MapRunRedriven', { mapRunArn: run.facts.arn, redriveCount: run.redriveCount });
  return yield* join(visit, distributed, run, startedEventId);
}

function* join(visit: Visit, distributed: DistributedMap, run: MapRun, startedEventId: number): Routine<WorkEnd> {
  const { execution, open } = visit;
  open.resume = () => redrive(visit, distributed, run, startedEventId);
  yield run.join;
  if (run.status !== 'SUCCEEDED') return fail(visit, EXCEEDED);
  const succeededEventId = execution.write('MapRunSucceeded', visit.line.at);
  execution.write('MapStateSucceeded', succeededEventId);
  return { kind: 'result', value: toResult(visit, distributed, run) };
}

function fail(visit: Visit, failure: StateError): WorkEnd {
  const { error, cause } = failure;
  const eventId = writeNext(visit, 'MapRunFailed', { error, cause });
  return { kind: 'failed', error, cause, eventId };
}

type Read = { readonly kind: 'items'; readonly items: readonly MapItem[] } | ({ readonly kind: 'failed' } & StateError);

/** The items of the state's input, or what its script says its `ItemReader` finds. */
function readItems(visit: Visit, state: MapState, { hasReader }: DistributedMap): Read {
  if (!hasReader) return { kind: 'items', items: toItems(visit, state, null) };
  const { execution } = visit;
  const behaviour = execution.behaviourOf({ state: state.name, attempt: 0, input: visit.input });
  if (behaviour.result.kind === 'failed') return behaviour.result;
  return { kind: 'items', items: toItems(visit, state, behaviour.result.output) };
}

function openRun(visit: Visit, { state, distributed, read, batches, limits }: Plan): MapRun {
  const { execution } = visit;
  const { world, random } = execution;
  const machine = toChildMachine(execution.machine, state, distributed);
  const arn = `${machine.arn.replace(':stateMachine:', ':mapRun:')}:${random.uuid()}`;
  const run: MapRun = new MapRun(
    {
      arn,
      executionArn: execution.arn,
      machineArn: machine.arn,
      batchSizes: batches.map(({ itemCount }) => itemCount),
      isUnreadable: read.kind === 'failed',
      hasWriter: distributed.writer !== null,
      childrenAreExpress: distributed.executionType === 'EXPRESS',
      limits,
      startChild: (index) => {
        const input = batches[index]?.input ?? null;
        const { overrides } = execution;
        return world.startChild({ mapRun: run, machine, name: random.uuid(), input, overrides });
      },
    },
    world.scheduler,
    random,
  );
  execution.mapRuns.push(run);
  world.mapRuns.set(arn, run);
  return run;
}

/** The machine that the children run, as they and the map run name it: `NAME/LABEL` (aws-facts §2.5). */
function toChildMachine(machine: StateMachine, state: MapState, distributed: DistributedMap): StateMachine {
  const label = distributed.label ?? toLabel(`${machine.arn}/${state.name}`);
  return {
    ...machine,
    arn: `${machine.arn}/${label}`,
    name: `${machine.name}/${label}`,
    type: distributed.executionType,
    definition: state.processor,
    definitionText: JSON.stringify(distributed.processorSource, null, 2),
  };
}

/** A definition without a label gets one that looks like a UUID and is the same for all runs. */
function toLabel(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/** The list of outputs, or where `ResultWriter` put it. */
function toResult(visit: Visit, { writer }: DistributedMap, run: MapRun): JsonValue {
  if (writer === null) return run.outputs();
  const filled = fillTemplate(writer, visit.input, toScope(visit));
  const { Bucket = null, Prefix = '' }: JsonMap = isMap(filled) ? filled : {};
  const folder = `${Prefix}/${run.facts.arn.split(':').at(-1)}${run.redriveCount > 0 ? `/Redrive-${run.redriveCount}` : ''}`;
  return { MapRunArn: run.facts.arn, ResultWriterDetails: { Bucket, Key: `${folder}/manifest.json` } };
}
