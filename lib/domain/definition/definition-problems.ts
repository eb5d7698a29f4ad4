import { isJsonObject } from '@/lib/base/json';
import type { Definition, DefinitionProblem, StateDefinition, StateGroup } from './definition';
import { isEnd, transitionsOf } from './transitions';

const TYPES: ReadonlySet<string> = new Set(['Task', 'Pass', 'Choice', 'Wait', 'Succeed', 'Fail', 'Map', 'Parallel']);

/** Everything that is wrong with a definition as far as it was read; empty for one that AWS would take. */
export function findDefinitionProblems(definition: Definition): readonly DefinitionProblem[] {
  const states = [...definition.states.values()];
  return [
    ...definition.problems,
    ...startProblems(definition.root, null),
    ...states.flatMap((state) => state.groups.flatMap((group) => startProblems(group, state.name))),
    ...states.flatMap((state) => stateProblems(state, definition)),
  ];
}

function startProblems(group: StateGroup, container: string | null): DefinitionProblem[] {
  const { startAt, states } = group;
  if (startAt !== null && states.includes(startAt)) return [];
  const message = startAt === null ? 'There is no StartAt.' : `StartAt names “${startAt}”, which is not there.`;
  return [{ kind: 'no-start', state: container, message }];
}

function stateProblems(state: StateDefinition, definition: Definition): DefinitionProblem[] {
  const found: DefinitionProblem[] = [];
  const report = (kind: DefinitionProblem['kind'], message: string) => found.push({ kind, state: state.name, message });
  const { type, fields } = state;
  if (!TYPES.has(type)) report('unknown-type', type === '' ? 'It has no Type.' : `Nothing is known of type ${type}.`);
  if (type === 'Task' && typeof fields['Resource'] !== 'string') report('no-resource', 'It names no Resource.');
  if ((type === 'Map' || type === 'Parallel') && state.groups.length === 0) {
    report('no-states', type === 'Map' ? 'It has no ItemProcessor.' : 'It has no Branches.');
  }
  const transitions = transitionsOf(state);
  const goesOn = transitions.some(({ kind }) => kind !== 'catch');
  if (!goesOn && !isEnd(state) && type !== 'Fail') report('no-next', 'It has neither Next nor End.');
  for (const { to } of transitions) {
    const target = definition.states.get(to);
    if (target === undefined) report('unknown-target', `It goes to “${to}”, which is not there.`);
    else if (target.container !== state.container || target.group !== state.group) {
      report('unknown-target', `It goes to “${to}”, which stands in another group of states.`);
    }
  }
  for (const member of ['Retry', 'Catch'] as const) {
    const problem = entriesProblem(fields[member], member);
    if (problem !== null) report(member === 'Retry' ? 'bad-retry' : 'bad-catch', problem);
  }
  for (const member of ['TimeoutSeconds', 'HeartbeatSeconds'] as const) {
    const value = fields[member];
    const isLimit = value === undefined || typeof value === 'string' || (typeof value === 'number' && value > 0);
    if (!isLimit) report('bad-limit', `${member} is neither a number above 0 nor an expression.`);
  }
  return found;
}

const RETRY_NUMBERS = ['IntervalSeconds', 'MaxAttempts', 'BackoffRate', 'MaxDelaySeconds'] as const;

function entriesProblem(value: unknown, member: 'Retry' | 'Catch'): string | null {
  if (value === undefined) return null;
  if (!Array.isArray(value)) return `${member} is not a list.`;
  for (const [index, entry] of value.entries()) {
    const name = `Entry ${index + 1} of ${member}`;
    if (!isJsonObject(entry)) return `${name} is not a JSON object.`;
    const errors = entry['ErrorEquals'];
    if (!Array.isArray(errors) || errors.length === 0 || !errors.every((error) => typeof error === 'string')) {
      return `${name} names no errors.`;
    }
    if (member === 'Catch' && typeof entry['Next'] !== 'string') return `${name} has no Next.`;
    const wrong = member === 'Retry' ? RETRY_NUMBERS.find((number) => !isCount(entry[number])) : undefined;
    if (wrong !== undefined) return `${name} has a ${wrong} that is no number from 0 on.`;
  }
  return null;
}

function isCount(value: unknown): boolean {
  return value === undefined || (typeof value === 'number' && value >= 0);
}
