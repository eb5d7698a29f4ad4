import { isJsonObject, type JsonObject, textOf } from '@/lib/base/json';
import { choiceRuleText } from './choice-rule';
import type { StateDefinition } from './definition';
import { catchEntriesOf } from './failure-entries';

/** One way out of a state, to another of the same group. */
export type Transition =
  | { readonly kind: 'next' | 'default'; readonly to: string }
  /** `rule` is the condition in a few words. */
  | { readonly kind: 'choice'; readonly to: string; readonly rule: string }
  | { readonly kind: 'catch'; readonly to: string; readonly errorEquals: readonly string[] };

/** Every way out of a state that the definition names, in its order: Choices, Default, Next, then Catch. */
export function transitionsOf(state: StateDefinition): readonly Transition[] {
  const { fields } = state;
  const choices: Transition[] = choicesOf(fields).flatMap((choice) => {
    const to = textOf(choice, 'Next');
    return to === undefined ? [] : [{ kind: 'choice', to, rule: choiceRuleText(choice) }];
  });
  const catches: Transition[] = catchEntriesOf(state).flatMap(({ errorEquals, next }) =>
    next === null ? [] : [{ kind: 'catch', to: next, errorEquals }],
  );
  return [...choices, ...named(fields, 'Default', 'default'), ...named(fields, 'Next', 'next'), ...catches];
}

function choicesOf(fields: JsonObject): JsonObject[] {
  const choices = fields['Choices'];
  return Array.isArray(choices) ? choices.filter(isJsonObject) : [];
}

function named(fields: JsonObject, member: string, kind: 'next' | 'default'): Transition[] {
  const to = textOf(fields, member);
  return to === undefined ? [] : [{ kind, to }];
}

/** Whether its group, and with it a branch, an item or the execution, can end in this state other than by an error. */
export function isEnd(state: StateDefinition): boolean {
  return state.fields['End'] === true || state.type === 'Succeed';
}
