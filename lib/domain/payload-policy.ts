import { matchesPattern } from './name-pattern';
import { NO_FURTHER_SECRETS, type Secrets } from './redact-secrets';

/**
 * What may be done with the inputs and outputs of a state machine (security.md T4). `shown`: everybody who may look sees
 * them. `redacted`: the values of secret names are left out. `hidden`: nothing is read and nothing kept.
 */
export const PAYLOAD_POLICIES = ['shown', 'redacted', 'hidden'] as const;
export type PayloadPolicy = (typeof PAYLOAD_POLICIES)[number];

/** Which machines, by patterns of their names, and what holds of them. */
export type PayloadRule = {
  readonly machines: readonly string[];
  readonly policy: PayloadPolicy;
  /** What is secret there beside members with a secret name. */
  readonly secrets?: Secrets;
};

/** What holds of a machine: the first rule that names it, else `shown`. */
export function policyOf(rules: readonly PayloadRule[], machineName: string): PayloadPolicy {
  return ruleOf(rules, machineName)?.policy ?? 'shown';
}

/** What is secret in the payloads of a machine, wherever something is left out of them. */
export function secretsOf(rules: readonly PayloadRule[], machineName: string): Secrets {
  return ruleOf(rules, machineName)?.secrets ?? NO_FURTHER_SECRETS;
}

function ruleOf(rules: readonly PayloadRule[], machineName: string): PayloadRule | undefined {
  return rules.find(({ machines }) => machines.some((pattern) => matchesPattern(pattern, machineName)));
}
