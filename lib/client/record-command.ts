import { type ExpressExecutionArn, formatArn, machineOf, type StandardExecutionArn } from '@/lib/domain/arn';

/** Commands a person runs with the AWS command line to save what `inspect` reads. */

/** Saves the whole history of a Standard execution. */
export function historyCommand(arn: StandardExecutionArn): string {
  return `aws stepfunctions get-execution-history --region ${arn.region} --execution-arn ${quoted(formatArn(arn))} --output json > history.json`;
}

/** Prints where the machine of an Express execution writes its log. */
export function logGroupCommand(arn: ExpressExecutionArn): string {
  const machine = quoted(formatArn(machineOf(arn)));
  return `aws stepfunctions describe-state-machine --region ${arn.region} --state-machine-arn ${machine} --query loggingConfiguration`;
}

/** Saves the log lines of one Express execution. LOG_GROUP stands for the answer of `logGroupCommand`. */
export function logCommand(arn: ExpressExecutionArn): string {
  // A name can hold neither `"` nor `\`, so the ARN needs no escape inside the pattern's own quotes.
  const pattern = quoted(`{ $.execution_arn = "${formatArn(arn)}" }`);
  return `aws logs filter-log-events --region ${arn.region} --log-group-name LOG_GROUP --filter-pattern ${pattern} --output json > log.json`;
}

/** One word for a POSIX shell: names of executions may hold `'`, `(` and `!`. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
