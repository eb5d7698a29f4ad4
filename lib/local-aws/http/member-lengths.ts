import { type JsonMap, textIn } from '../json-value';
import { validation } from './aws-error';

/** Most characters of a member, whatever the operation (the service's own model). */
const MOST_CHARACTERS: Readonly<Record<string, number>> = {
  cause: 32_768,
  clientToken: 64,
  error: 256,
  nextToken: 1024,
  traceHeader: 256,
};

/** Tokens of ListExecutions may be longer (aws-facts §1.1). */
const LIST_EXECUTIONS_TOKEN = 3096;

/** @throws AwsError naming the first member that is too long */
export function requireLengths(operation: string, input: JsonMap): void {
  for (const [member, most] of Object.entries({
    ...MOST_CHARACTERS,
    ...(operation === 'ListExecutions' ? { nextToken: LIST_EXECUTIONS_TOKEN } : {}),
  })) {
    const text = textIn(input, member) ?? '';
    if (text.length <= most) continue;
    throw validation(
      `1 validation error detected: Value '${text}' at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${most}`,
    );
  }
}
