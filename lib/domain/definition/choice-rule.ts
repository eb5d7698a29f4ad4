import { isJsonObject, type JsonObject, textOf } from '@/lib/base/json';

/** Longer rules are cut: they label an edge. */
const LONGEST = 80;
/** Rules nest `And`, `Or` and `Not`; deeper ones are not written out. */
const DEEPEST = 8;

const SIGNS: readonly (readonly [ending: string, sign: string])[] = [
  ['LessThanEquals', '≤'],
  ['GreaterThanEquals', '≥'],
  ['LessThan', '<'],
  ['GreaterThan', '>'],
  ['Equals', '='],
  ['Matches', 'matches'],
];

/** The condition of one entry of `Choices` in a few words: `$.amount > 1000 and not $.isGift = true`. */
export function choiceRuleText(rule: JsonObject): string {
  const condition = textOf(rule, 'Condition');
  const text = condition === undefined ? ruleText(rule, 0) : withoutMarks(condition);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function withoutMarks(expression: string): string {
  return expression.replace(/^\s*\{%\s*/, '').replace(/\s*%\}\s*$/, '');
}

function ruleText(rule: unknown, depth: number): string {
  if (!isJsonObject(rule) || depth > DEEPEST) return '…';
  for (const [member, word] of [
    ['And', ' and '],
    ['Or', ' or '],
  ] as const) {
    const rules = rule[member];
    if (!Array.isArray(rules)) continue;
    const text = rules.map((inner) => ruleText(inner, depth + 1)).join(word);
    return depth === 0 ? text : `(${text})`;
  }
  if (rule['Not'] !== undefined) return `not ${ruleText(rule['Not'], depth + 1)}`;
  return comparisonText(rule);
}

function comparisonText(rule: JsonObject): string {
  const variable = textOf(rule, 'Variable') ?? '…';
  const operator = Object.keys(rule).find(
    (member) => !['Variable', 'Next', 'Comment', 'Output', 'Assign'].includes(member),
  );
  if (operator === undefined) return variable;
  const operand = rule[operator];
  // IsPresent, IsNull, IsString, IsNumeric, IsBoolean, IsTimestamp
  const trait = /^Is([A-Z]\w*)$/.exec(operator)?.[1];
  if (trait !== undefined) return `${variable} is ${operand === false ? 'not ' : ''}${traitWord(trait)}`;
  return `${variable} ${signOf(operator)} ${operandText(operator, operand)}`;
}

function traitWord(trait: string): string {
  const word = trait.toLowerCase();
  return word === 'present' || word === 'null' ? word : `a ${word}`;
}

function signOf(operator: string): string {
  const name = operator.replace(/Path$/, '');
  return SIGNS.find(([ending]) => name.endsWith(ending))?.[1] ?? operator;
}

/** A path stands as it is, a value as JSON. */
function operandText(operator: string, operand: unknown): string {
  return operator.endsWith('Path') && typeof operand === 'string' ? operand : (JSON.stringify(operand) ?? '…');
}
