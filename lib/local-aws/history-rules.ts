import { CHAIN_RULES } from './rules/chain-rules';
import { DATA_RULES } from './rules/data-rules';
import { MAP_RUN_RULES } from './rules/map-run-rules';
import type { HistoryRule, RuleHistory } from './rules/rule-history';
import { SCOPE_RULES } from './rules/scope-rules';

/**
 * Every structural rule that is known of a history AWS wrote (aws-facts §2). They are checked on what the engine here
 * writes and on recordings of AWS alike: the recordings show that the rules are right, the rules that the engine is.
 */
export const HISTORY_RULES: readonly HistoryRule[] = [...CHAIN_RULES, ...SCOPE_RULES, ...MAP_RUN_RULES, ...DATA_RULES];

/** What is wrong with a history: one line per place, beginning with the name of the rule. */
export function findViolations(history: RuleHistory): readonly string[] {
  return HISTORY_RULES.flatMap(({ name, check }) => check(history).map((place) => `${name}: ${place}`));
}
