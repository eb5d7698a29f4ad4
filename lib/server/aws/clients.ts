import 'server-only';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { SFNClient } from '@aws-sdk/client-sfn';
import { fromSSO } from '@aws-sdk/credential-providers';
import { isJsonObject } from '@/lib/base/json';
import { watchAttempt } from './attempt';
import { type CredentialSettings, credentialsOf } from './credentials';
import { type FailureKind, kindOfFailure, namedError } from './failure';
import { ignore, silence } from './silence';

/** What configuration says of a connection. Credentials and endpoints are the SDK's to read. */
export type ConnectionSettings = CredentialSettings & {
  /** Of the connections file, or AWS_REGION, else AWS_DEFAULT_REGION as the AWS CLI has it; null leaves it to the profile. */
  readonly region: string | null;
};

export type Clients = {
  readonly stepFunctions: SFNClient;
  /** For calls that change something: sent once, because one whose answer was lost may have taken effect (L3). */
  readonly actions: SFNClient;
  readonly logs: CloudWatchLogsClient;
  readonly region: string;
  /** The account that the credentials name; null where they name none, which most do not. */
  readonly account: string | null;
};

/** The SDK's clients of one connection, made when first needed. */
export type ClientHolder = {
  readonly get: () => Promise<Clients>;
  /** Forgets them: the next `get` looks for credentials again, in files as they are then. */
  readonly renew: () => void;
  /** What kind of failure it was, looking at the profile where the error's name does not tell. */
  readonly kindOf: (thrown: unknown) => Promise<FailureKind>;
};

/** R1. The total is held by the caller, because it spans attempts. */
const CONNECT_MS = 3_000;
const REQUEST_MS = 10_000;
/** Of reads; the first attempt counts. */
const ATTEMPTS = 3;

/** `refuseEndpoint` says why an address must not be called, or null (N1): of the service that gives out roles. */
export function createClientHolder(
  settings: ConnectionSettings,
  refuseEndpoint: (url: string) => string | null,
): ClientHolder {
  let opened: Promise<Clients> | null = null;
  return {
    get: () => {
      if (opened !== null) return opened;
      const opening = openClients(settings, refuseEndpoint);
      // A connection that could not be opened is opened anew by the next call.
      opening.catch(() => {
        if (opened === opening) opened = null;
      });
      opened = opening;
      return opening;
    },
    renew: () => {
      opened?.then(closeLater, ignore);
      opened = null;
    },
    kindOf: async (thrown) => {
      const kind = kindOfFailure(thrown);
      return kind === 'no-credentials' && (await needsLogin(settings.profile)) ? 'expired-credentials' : kind;
    },
  };
}

async function openClients(
  settings: ConnectionSettings,
  refuseEndpoint: (url: string) => string | null,
): Promise<Clients> {
  const { profile, region } = settings;
  const config = {
    maxAttempts: ATTEMPTS,
    retryMode: 'standard',
    logger: silence,
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: REQUEST_MS,
      // Without this the SDK only warns. It ends with the answer's first byte; `socketTimeout` watches the rest.
      throwOnRequestTimeout: true,
      socketTimeout: REQUEST_MS,
    },
    credentials: credentialsOf(settings, refuseEndpoint),
    ...(profile !== null && { profile }),
    ...(region !== null && { region }),
  } as const;
  const stepFunctions = new SFNClient(config);
  // The first one remembers them until they expire: a role is taken on once, not once for each client.
  const { credentials } = stepFunctions.config;
  const actions = new SFNClient({ ...config, credentials, maxAttempts: 1 });
  const logs = new CloudWatchLogsClient({ ...config, credentials });
  const attempt = { step: 'finalizeRequest', name: 'statelensAttempt' } as const;
  stepFunctions.middlewareStack.add((next) => (args) => watchAttempt(args.request, () => next(args)), attempt);
  actions.middlewareStack.add((next) => (args) => watchAttempt(args.request, () => next(args)), attempt);
  logs.middlewareStack.add((next) => (args) => watchAttempt(args.request, () => next(args)), attempt);
  return {
    stepFunctions,
    actions,
    logs,
    region: await regionOf(stepFunctions),
    account: (await credentials()).accountId ?? accountOfRole(settings),
  };
}

/** Closes their connections once no call can be under way on them any more: no call lasts longer than 30 s. */
function closeLater({ stepFunctions, actions, logs }: Clients): void {
  const close = () => {
    stepFunctions.destroy();
    actions.destroy();
    logs.destroy();
  };
  setTimeout(close, 60_000).unref();
}

/** Whoever takes on a role is in its account from then on. */
function accountOfRole({ role, webIdentity }: ConnectionSettings): string | null {
  return (role?.arn ?? webIdentity?.roleArn)?.split(':')[4] ?? null;
}

/** The SDK reports a missing region by an error that has no name of its own. */
async function regionOf(client: SFNClient): Promise<string> {
  try {
    return await client.config.region();
  } catch (thrown) {
    throw namedError('RegionMissing', thrown instanceof Error ? thrown.message : 'no region');
  }
}

/**
 * Whether the profile uses single sign-on and has no valid login. The chain reports that under the same name as
 * having found nothing; the provider for single sign-on alone says by `tryNextLink` whether it was meant to work.
 */
async function needsLogin(profile: string | null): Promise<boolean> {
  try {
    await fromSSO({ ignoreCache: true, logger: silence, ...(profile !== null && { profile }) })();
    return false;
  } catch (thrown) {
    return isJsonObject(thrown) && thrown['tryNextLink'] === false;
  }
}
