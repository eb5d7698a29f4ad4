import { expect, test } from 'vitest';
import { nameWithReason, readCorpus } from '@/lib/testing/corpus';
import { parseCase, readCaseText } from '@/lib/testing/corpus-case';
import { START_MS, start } from './engine/probe';
import { toWireEvent } from './http/wire-event';
import { isList, isMap, type JsonMap, type JsonValue, parseValue, textIn, tryParseValue } from './json-value';
import { checkDefinition } from './language/check-definition';

// Recorded executions of definitions without tasks, run again here: AWS and this engine must write the same events with the
// same data, word by word. Tasks are left out because what they answered is their services' and not the language's.

/** Long enough for every Wait of the recordings. */
const TWO_HOURS_MS = 7_200_000;

/** Recordings that no run repeats, by what keeps them from it. Ids are compared from their start. */
const UNREPEATABLE: readonly (readonly [reason: string, ids: readonly string[]])[] = [
  [
    'the recorder put words of its own in place of values',
    [
      'ls-assign-reference-variables-reference-assign-f6fff2c3',
      'ls-base-scenarios-wait-timestamp-path-',
      'ls-base-scenarios-wait-timestamp-jsonata-',
      'ls-math-operations-math-random-',
      'ls-wait-wait-timestamppath-fdee2e86',
    ],
  ],
  [
    'names, ids and times of the recording account are in the data',
    [
      'ls-assign-base-base-cases-463f94bb',
      'ls-assign-reference-variables-assign-from-value-3e86966c',
      'ls-assign-reference-variables-reference-assign-02eda724',
      'ls-base-query-context-object-values-65c57f53',
      'ls-context-object-error-cause-path-9aae9561',
      'ls-context-object-output-path-83d28456',
      'ls-generic-nested-calls-2-a5b7ef68',
    ],
  ],
  [
    'recorded before the exit of a Distributed Map pointed at MapRunStarted (aws-facts §2.5)',
    [
      'ls-base-scenarios-map-state-config-distributed-reentrant-',
      'ls-base-scenarios-map-state-legacy-config-distributed-',
      'ls-base-scenarios-map-state-tolerated-failure-count-path-1daa44c2',
      'ls-base-scenarios-map-state-tolerated-failure-percentage-path-3501e002',
      'ls-base-scenarios-map-state-tolerated-failure-percentage-path-4adcf6ab',
      'ls-base-scenarios-map-state-tolerated-failure-values-',
    ],
  ],
  ['the cause names an empty input where others name the whole', ['ls-base-scenarios-invalid-jsonpath-']],
  [
    'it was stopped by hand, or is recorded backwards',
    ['ls-sfn-api-stop-execution-', 'ls-sfn-api-get-execution-history-reversed-'],
  ],
];

function isRepeatable(id: string): boolean {
  return !UNREPEATABLE.some(([, ids]) => ids.some((start) => id.startsWith(start)));
}

function isReplayable(definition: JsonValue): boolean {
  return statesIn(definition).every(
    (state) => state['Type'] !== 'Task' && state['ItemReader'] === undefined && state['ResultWriter'] === undefined,
  );
}

/** The states of a definition, at any depth. */
function statesIn(value: JsonValue | undefined): readonly JsonMap[] {
  if (!isMap(value)) return [];
  const states = isMap(value['States']) ? Object.values(value['States']).filter(isMap) : [];
  return states.flatMap((state) => [
    state,
    ...statesIn(state['ItemProcessor'] ?? state['Iterator']),
    ...(isList(state['Branches']) ? state['Branches'].flatMap(statesIn) : []),
  ]);
}

/** An event without what differs from run to run, its payloads as values. */
function comparable(event: JsonMap): JsonMap {
  const { timestamp: _, id, previousEventId, type, ...rest } = event;
  const details = Object.values(rest).find(isMap) ?? {};
  const { roleArn: __, mapRunArn: ___, ...kept } = details;
  const parsed = Object.entries(kept).map(([member, value]) => {
    if (member === 'assignedVariables' && isMap(value)) {
      return [member, Object.fromEntries(Object.entries(value).map(fromText))];
    }
    return member === 'input' || member === 'output' ? fromText([member, value]) : [member, value];
  });
  return { id: id ?? 0, previousEventId: previousEventId ?? 0, type: type ?? '', ...Object.fromEntries(parsed) };
}

function fromText([member, value]: [string, JsonValue]) {
  return [member, tryParseValue(String(value)) ?? null];
}

const corpus = readCorpus();
const cases =
  corpus.kind === 'absent'
    ? []
    : corpus.entries
        .filter(({ events, type }) => events > 0 && type === 'STANDARD')
        .map((entry) => parseCase(readCaseText(entry)))
        .filter(({ definition }) => definition !== null && isReplayable(parseValue(JSON.stringify(definition))));

test.skipIf(corpus.kind === 'absent')(nameWithReason('there are recordings to run again', corpus), () => {
  expect(cases.length).toBeGreaterThan(200);
});

const repeatable = cases.filter(({ id }) => isRepeatable(id));

/** A check of a definition takes a tenth of a second, so every tenth must do. */
test.for(repeatable.filter((_, index) => index % 10 === 0))('AWS took the definition of $id', ({ definition }) => {
  expect(() => checkDefinition(JSON.stringify(definition))).not.toThrow();
});

test.for(repeatable)('$id', ({ definition, history }) => {
  const recorded: readonly JsonMap[] = JSON.parse(JSON.stringify(history));
  const started = recorded[0]?.['executionStartedEventDetails'];
  const input = parseValue(isMap(started) ? (textIn(started, 'input') ?? '{}') : '{}');
  const { scheduler, execution } = start(definition ?? {}, {}, input);
  scheduler.runUntil(START_MS + TWO_HOURS_MS);
  expect(execution.events.map((event) => comparable(toWireEvent(event, true)))).toEqual(recorded.map(comparable));
});
