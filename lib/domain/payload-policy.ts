import { matchesPattern } from './name-pattern';

/**
 * What may be done with the inputs and outputs of a state machine (security.md T4). `shown`: everybody who may look sees
 * them. `redacted`: the values of secret names are left out. `hidden`: nothing is read and nothing kept.
 */
export const PAYLOAD_POLICIES = ['shown', 'redacted', 'hidden'] as const;
export type PayloadPolicy = (typeof PAYLOAD_POLICIES)[number];

/** Which machines, by patterns of their names, and what holds of them. */
export type PayloadRule = { readonly machines: readonly string[]; readonly policy: PayloadPolicy };

/** What holds of a machine: the first rule that names it, else `shown`. */
export function policyOf(rules: readonly PayloadRule[], machineName: string): PayloadPolicy {
  const rule = rules.find(({ machines }) => machines.some((pattern) => matchesPattern(pattern, machineName)));
  return rule?.policy ?? 'shown';
}
