import { afterAll, describe, expect, it } from 'vitest';
import { isJsonObject } from '@/lib/base/json';
import { nameWithReason, readCorpus } from '@/lib/testing/corpus';
import { executionsOf, parseCase, readCaseText } from '@/lib/testing/corpus-case';
import { definitionOf } from '@/lib/testing/definition-states';
import { findDefinitionProblems } from './definition-problems';
import { retryEntriesOf } from './failure-entries';
import { taskResourceOf } from './task-resource';
import { timeLimitOf } from './time-limits';
import { transitionsOf } from './transitions';

const corpus = readCorpus();
const cases =
  corpus.kind === 'present'
    ? corpus.entries.map((entry) => parseCase(readCaseText(entry))).filter(({ definition }) => definition !== null)
    : [];
const seen = { states: 0, transitions: 0, resources: 0, limits: 0, retries: 0 };

/** Every object under a `States` member, found without the reader. */
function plainStates(value: unknown): (readonly [string, unknown])[] {
  if (Array.isArray(value)) return value.flatMap(plainStates);
  if (!isJsonObject(value)) return [];
  const { States: states, ...rest } = value;
  const own = isJsonObject(states) ? Object.entries(states) : [];
  return [...own, ...own.flatMap(([, state]) => plainStates(state)), ...Object.values(rest).flatMap(plainStates)];
}

describe.skipIf(corpus.kind === 'absent')(nameWithReason('definitions of recorded executions', corpus), () => {
  afterAll(() => {
    const { states, transitions, resources, limits, retries } = seen;
    process.stdout.write(
      `definitions: ${cases.length} read, ${states} states, ${transitions} ways out, ${resources} resources, ` +
        `${limits} time limits, ${retries} Retry entries\n`,
    );
  });

  it.each(cases)('$id has every state and nothing that AWS would refuse', ({ definition: source }) => {
    const definition = definitionOf(source);
    expect([...definition.states.keys()].sort()).toEqual(
      plainStates(source)
        .map(([name]) => name)
        .sort(),
    );
    expect(findDefinitionProblems(definition)).toEqual([]);
    for (const state of definition.states.values()) {
      seen.states += 1;
      seen.transitions += transitionsOf(state).length;
      seen.retries += retryEntriesOf(state).length;
      seen.limits += (['TimeoutSeconds', 'HeartbeatSeconds'] as const).filter(
        (member) => timeLimitOf(state.fields, member) !== null,
      ).length;
      const resource = taskResourceOf(state);
      expect(resource === null).toBe(state.type !== 'Task');
      if (resource === null) continue;
      seen.resources += 1;
      expect(resource.kind).not.toBe('other');
    }
  });

  it('has every state that the events of its execution name', () => {
    for (const recorded of cases) {
      const { states } = definitionOf(recorded.definition);
      for (const { events } of executionsOf(recorded)) {
        const entered = events.filter(({ type }) => type.endsWith('StateEntered'));
        for (const { details } of entered) expect(states.has(String(details['name']))).toBe(true);
      }
    }
  });
});

if (corpus.kind === 'absent') process.stdout.write(`definitions: ${corpus.reason}\n`);
