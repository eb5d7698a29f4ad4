import { type JsonMap, numberIn, textIn } from '../json-value';
import { FAULT_KINDS, type Fault } from './faults';

/** Why something is no fault, for the person who asked for it. */
export class InvalidFault extends Error {}

const TEXTS = ['action', 'fault', 'account', 'region'] as const;
const NUMBERS = ['latencyMs', 'share', 'times', 'durationMs', 'skewMs'] as const;

/**
 * Reads a fault from its members: `{action, fault}` and, where wanted, `account`, `region`, `latencyMs`, `share`,
 * `times`, `durationMs` and `skewMs`. Without `fault` the call is slow.
 * @throws InvalidFault
 */
export function readFault(members: JsonMap): Fault {
  for (const [name, value] of Object.entries(members)) {
    const expected = TEXTS.some((text) => text === name) ? 'string' : 'number';
    if (![...TEXTS, ...NUMBERS].some((known) => known === name)) throw new InvalidFault(`a fault has no ${name}`);
    if (typeof value !== expected) throw new InvalidFault(`${name} must be a ${expected}`);
  }
  const action = textIn(members, 'action');
  const named = textIn(members, 'fault') ?? 'slow';
  const kind = FAULT_KINDS.find((known) => known === named);
  if (action === undefined || !/^[^*]*\*?$/.test(action)) {
    throw new InvalidFault('action must be such as "states:ListExecutions", "states:SendTask*", "logs:*" or "*"');
  }
  if (kind === undefined) throw new InvalidFault(`fault must be one of ${FAULT_KINDS.join(', ')}`);
  const fault = {
    action,
    kind,
    account: textIn(members, 'account') ?? null,
    region: textIn(members, 'region') ?? null,
    latencyMs: numberIn(members, 'latencyMs') ?? 0,
    share: numberIn(members, 'share') ?? 1,
    times: numberIn(members, 'times') ?? null,
    durationMs: numberIn(members, 'durationMs') ?? null,
    skewMs: numberIn(members, 'skewMs') ?? 0,
  };
  const problem = problemOf(fault);
  if (problem !== null) throw new InvalidFault(problem);
  return fault;
}

function problemOf({ kind, account, latencyMs, share, times, durationMs, skewMs }: Fault): string | null {
  if (account !== null && !/^\d{12}$/.test(account)) return 'account must be twelve digits';
  if (latencyMs < 0) return 'latencyMs must not be negative';
  if (kind === 'slow' && latencyMs === 0) return 'a slow call needs latencyMs';
  if (!(share > 0 && share <= 1)) return 'share must be more than 0 and at most 1';
  if (times !== null && !(Number.isInteger(times) && times > 0)) return 'times must be a whole number from 1';
  if (durationMs !== null && !(durationMs > 0)) return 'durationMs must be more than 0';
  if ((kind === 'clock-skew') !== (skewMs !== 0)) return 'skewMs goes with clock-skew, which needs it';
  return null;
}

/**
 * Reads a fault from a start option: `ACTION=FAULT`, then its other members after commas, such as
 * `states:ListExecutions=throttled,share=0.5,durationMs=60000`.
 * @throws InvalidFault
 */
export function readFaultOption(text: string): Fault {
  const [first = '', ...rest] = text.split(',');
  const [, action, fault] = /^([^=]+)=([^=]+)$/.exec(first) ?? [];
  if (action === undefined || fault === undefined) throw new InvalidFault('it must begin with ACTION=FAULT');
  return readFault({ action, fault, ...Object.fromEntries(rest.map(readMember)) });
}

function readMember(text: string): readonly [string, string | number] {
  const [name = '', ...values] = text.split('=');
  const value = values.join('=');
  if (value === '') throw new InvalidFault(`${text} must be NAME=VALUE`);
  return [name, NUMBERS.some((known) => known === name) ? Number(value) : value];
}
