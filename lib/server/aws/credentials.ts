import 'server-only';
import { fromNodeProviderChain, fromTemporaryCredentials, fromTokenFile } from '@aws-sdk/credential-providers';
import { urlOf } from './attempt';
import { kindOfFailure, namedError } from './failure';
import { silence } from './silence';

/** Where the credentials of a connection come from. No part of it is a secret. */
export type CredentialSettings = {
  /** Null leaves it to the SDK's chain: environment (AWS_PROFILE too), `default` profile, container, instance. */
  readonly profile: string | null;
  /** A role that is taken on with the credentials of the profile, the web identity or the chain. */
  readonly role: { readonly arn: string; readonly externalId: string | null; readonly sessionName: string } | null;
  /** A role that an identity provider vouches for, instead of profile and chain. */
  readonly webIdentity: { readonly roleArn: string; readonly tokenFile: string; readonly sessionName: string } | null;
};

type Provider = ReturnType<typeof fromTemporaryCredentials>;
type Plugins = NonNullable<Parameters<typeof fromTemporaryCredentials>[0]['clientPlugins']>;

/**
 * The SDK's provider for them. What it throws because nobody gave credentials or a role has the name
 * `CredentialsRefused`: from a call it would read as if the role lacked the permission for that call.
 */
export function credentialsOf(settings: CredentialSettings, refuseEndpoint: (url: string) => string | null): Provider {
  const clientPlugins = [endpointGuard(refuseEndpoint)];
  const source = sourceOf(settings, clientPlugins);
  const { role } = settings;
  if (role === null) return refusedByName(source);
  const provider = fromTemporaryCredentials({
    masterCredentials: refusedByName(source),
    params: {
      RoleArn: role.arn,
      RoleSessionName: role.sessionName,
      ...(role.externalId !== null && { ExternalId: role.externalId }),
    },
    clientPlugins,
    logger: silence,
  });
  return refusedByName(provider);
}

function sourceOf({ profile, webIdentity }: CredentialSettings, clientPlugins: Plugins): Provider {
  if (webIdentity !== null) {
    return fromTokenFile({
      webIdentityTokenFile: webIdentity.tokenFile,
      roleArn: webIdentity.roleArn,
      roleSessionName: webIdentity.sessionName,
      clientPlugins,
      logger: silence,
    });
  }
  // `ignoreCache`: the SDK keeps the profile files it read first, and a login would change them unnoticed.
  return fromNodeProviderChain({
    ignoreCache: true,
    logger: silence,
    clientPlugins,
    ...(profile !== null && { profile }),
  });
}

function refusedByName(provider: Provider): Provider {
  return async (properties) => {
    try {
      return await provider(properties);
    } catch (thrown) {
      const kind = kindOfFailure(thrown);
      if (kind !== 'access-denied' && kind !== 'aws-failed') throw thrown;
      throw namedError('CredentialsRefused', thrown instanceof Error ? thrown.message : 'no credentials');
    }
  };
}

/**
 * Holds the calls for a role to the rule of all others (N1): the profile can name an endpoint that no setting of ours
 * showed. The SDK adds its plugins anew for each call, hence `override`.
 */
function endpointGuard(refuseEndpoint: (url: string) => string | null): Plugins[number] {
  return {
    applyToStack: (stack) =>
      stack.add(
        (next) => async (args) => {
          const refusal = refuseEndpoint(urlOf(args.request));
          if (refusal !== null) throw namedError('EndpointRefused', `The endpoint of the profile ${refusal}.`);
          return next(args);
        },
        { step: 'finalizeRequest', name: 'statelensEndpoint', override: true },
      ),
  };
}
