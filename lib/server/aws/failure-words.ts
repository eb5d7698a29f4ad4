import 'server-only';
import { AppError } from '@/lib/server/errors';
import type { Identity } from '@/lib/server/ports/aws-connection';
import type { FailureKind } from './failure';

/** What a sentence about a failure may name: values of our own settings and the IAM action, nothing that AWS sent. */
export type FailureFacts = {
  readonly kind: FailureKind;
  readonly identity: Identity;
  readonly region: string | null;
  /** The IAM actions that are missing; one, for the failure of a call. */
  readonly actions: readonly string[];
};

const BY_ITSELF = 'The server notices within 30 seconds, without a restart';

/** What is wrong and the next step, for the person who reads it. */
export function failureWords({ kind, identity, region, actions }: FailureFacts): string {
  const { profile } = identity;
  const login = profile === null ? 'aws sso login' : `aws sso login --profile ${profile}`;
  switch (kind) {
    case 'no-credentials':
      return noCredentials(identity, login);
    case 'no-region':
      return 'No AWS region is set. Restart with AWS_REGION set, such as eu-west-1, or with a region in the profile.';
    case 'expired-credentials':
      return identity.source === 'web-identity'
        ? `The web identity token has expired. Renew its file. ${BY_ITSELF}.`
        : `The AWS credentials have expired. Run "${login}", or renew them where they come from. ${BY_ITSELF}, unless they came from environment variables.`;
    case 'access-denied':
      return `The server's role lacks ${actions.join(', ')}. Add what is missing to its IAM policy.`;
    case 'encryption-denied':
      return "The server's role may not use the key that encrypts this state machine. Allow it kms:Decrypt on that key, and check that the key is enabled.";
    case 'throttled':
      return 'AWS refuses calls for being too many in this account and region. The server asks more slowly and goes on by itself.';
    case 'unreachable':
      return `AWS does not answer${region === null ? '' : ` in ${region}`}. Check the network, the region and AWS_ENDPOINT_URL. Reading goes on by itself when it answers.`;
    case 'aws-failed':
      return 'AWS answered with an error that this version does not know. The server log tells which, under the request id.';
  }
}

function noCredentials({ profile, role, source }: Identity, login: string): string {
  if (source === 'web-identity')
    return `AWS does not accept the web identity token for its role. Check the token file, the role's ARN and its trust policy. ${BY_ITSELF}.`;
  const whose =
    profile === null ? 'AWS credentials that work are found' : `the profile ${profile} gives credentials that work`;
  if (role !== null)
    return `The role ${role} cannot be taken on. Check that ${whose} (or run "${login}") and may call sts:AssumeRole on it, and that its trust policy names them and the external id. ${BY_ITSELF}.`;
  return profile === null
    ? `No AWS credentials that work were found. Log in or write them to the default profile ("${login}", "aws configure"). ${BY_ITSELF}. For another profile restart with AWS_PROFILE set, or name it in the configuration file.`
    : `The profile ${profile} gives no AWS credentials that work. Run "${login}" if it uses single sign-on, else correct the profile. ${BY_ITSELF}.`;
}

const RETRYABLE: ReadonlySet<FailureKind> = new Set(['throttled', 'unreachable']);

/** The answer for whoever asked. `cause` goes to the log and must be redacted. */
export function toAppError(facts: FailureFacts, cause: Error): AppError {
  return new AppError(facts.kind, failureWords(facts), { retryable: RETRYABLE.has(facts.kind), cause });
}

/** For a person whose read had no turn in time: the budget of the account and region was taken by other reads (R2). */
export function waitedTooLong(): AppError {
  const message =
    'This had no turn within 30 seconds: the calls that AWS allows this account and region are used up by others. Try again.';
  return new AppError('throttled', message, { retryable: true });
}
