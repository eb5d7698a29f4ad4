/**
 * A refusal as AWS words it: the SDK makes an exception of that name out of it. The codes of Step Functions and
 * CloudWatch Logs are all answered with HTTP 400 (aws-facts §1.1).
 */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export function invalidArn(arn: string): AwsError {
  return new AwsError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn.slice(0, 60)}'`);
}

/** What calls that exist for Standard executions only answer to an Express one (aws-facts §1.1). */
export function expressArn(): AwsError {
  return new AwsError('InvalidArn', "Invalid Arn: 'Resource type not valid in this context: express'");
}

export function invalidToken(): AwsError {
  return new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
}

export function validation(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

export function missingMember(member: string): AwsError {
  return validation(
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}
