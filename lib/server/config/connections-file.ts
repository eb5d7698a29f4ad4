import 'server-only';
import { z } from 'zod';
import { partitionOfRegion } from '@/lib/domain/arn';
import { readJsonPath } from '@/lib/domain/json-path';
import type { MachineSelection } from '@/lib/domain/name-pattern';
import { PAYLOAD_POLICIES, type PayloadRule } from '@/lib/domain/payload-policy';
import { ConfigError, type ConfigProblem } from '../config';

/** A role that is taken on with the credentials of the profile or of the SDK's chain. */
type RoleConfig = { readonly arn: string; readonly externalId: string | null; readonly sessionName: string };

/** A role that an identity provider vouches for, by a token that it keeps fresh in a file. */
type WebIdentityConfig = { readonly roleArn: string; readonly tokenFile: string; readonly sessionName: string };

/** One account and region as configuration describes it. No part of it is a secret. */
export type ConnectionConfig = {
  readonly name: string;
  /** Null leaves it to the profile. */
  readonly region: string | null;
  /** Null leaves it to the SDK's chain: environment, `default` profile, web identity, container, instance. */
  readonly profile: string | null;
  readonly role: RoleConfig | null;
  readonly webIdentity: WebIdentityConfig | null;
  /** The part of the AWS quotas that may be used (security R2); null for that of `STATELENS_AWS_SHARE`. */
  readonly share: number | 'off' | null;
  /** The state machines that are read. */
  readonly machines: MachineSelection;
  /** What may be done with inputs and outputs; the first rule that names a machine counts. */
  readonly payloads: readonly PayloadRule[];
};

/** As it stands in audit logs of AWS: who took on the role. */
const SESSION_NAME = 'statelens';

/** An account with many regions is as many connections; beyond this the file is not what was meant. */
const MOST_CONNECTIONS = 100;

const name = z
  .string('must be a text')
  .regex(/^[a-zA-Z0-9][\w.-]{0,39}$/, 'must be 1 to 40 letters, digits, dots, dashes or underscores, such as "shop"');
const profile = z
  .string('must be the name of a profile, as a text')
  .regex(/^[^\s\p{Cc}][^\p{Cc}]{0,127}$/u, 'must be the name of a profile in ~/.aws/config');
const region = z
  .string('must be a region such as "eu-west-1"')
  .regex(/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/, 'must be a region such as "eu-west-1"');
const roleArn = z
  .string('must be the ARN of a role, as a text')
  .regex(
    /^arn:aws(-cn|-us-gov)?:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/,
    'must be the ARN of a role, such as "arn:aws:iam::123456789012:role/statelens"',
  );
const externalId = z
  .string('must be a text')
  .regex(/^[\w+=,.@:/-]{2,1224}$/, 'must be 2 to 1,224 letters, digits and characters of +=,.@:/-');
const sessionName = z
  .string('must be a text')
  .regex(/^[\w+=,.@-]{2,64}$/, 'must be 2 to 64 letters, digits and characters of +=,.@-')
  .default(SESSION_NAME);
const tokenFile = z
  .string('must be the path of a file, as a text')
  .regex(/^[^\0]+$/, 'must be the path of the file that holds the token');
const shareMessage = 'must be a number above 0 and up to 1, such as 0.5, or "off" where AWS sets no limit';
const share = z.union(
  [z.number(shareMessage).positive(shareMessage).max(1, shareMessage), z.literal('off')],
  shareMessage,
);
const pattern = z
  .string('must be a text')
  .regex(/^[^\s\p{Cc}]{1,80}$/u, 'must be a name of state machines, with * for any text, such as "order-*"');
const patterns = z.array(pattern, 'must be a list of names').default([]);
const tagMessage = 'must be a tag as "key=value", with * for any text, such as "team=shop" or "stage=*"';
const tag = z.string(tagMessage).regex(/^[^\p{Cc}=]{1,128}=[^\p{Cc}]{1,256}$/u, tagMessage);
const tags = z.array(tag, 'must be a list of tags').default([]);

const memberMessage = 'must be a part of the names of members, of 2 to 80 characters, such as "iban"';
const member = z.string(memberMessage).regex(/^[^\p{Cc}]{2,80}$/u, memberMessage);
const pathMessage = 'must be a path such as "$.customer.card" or "$.items[*].iban"';
const path = z.string(pathMessage).transform((text, context) => {
  const read = readJsonPath(text);
  if (read === null) context.addIssue({ code: 'custom', message: pathMessage });
  return read ?? [];
});

const payloadRule = z
  .strictObject(
    {
      machines: z.array(pattern, 'must be a list of names').min(1, 'must name a state machine at least'),
      policy: z.enum(PAYLOAD_POLICIES, 'must be "shown", "redacted" or "hidden"'),
      names: z.array(member, 'must be a list of names of members').default([]),
      paths: z.array(path, 'must be a list of paths').default([]),
    },
    'must be an object with "machines" and "policy"',
  )
  .transform(({ machines, policy, names, paths }): PayloadRule => ({ machines, policy, secrets: { names, paths } }));

const connection = z
  .strictObject(
    {
      name,
      region,
      profile: profile.optional(),
      role: z
        .strictObject({ arn: roleArn, externalId: externalId.optional(), sessionName }, 'must be an object with "arn"')
        .optional(),
      webIdentity: z
        .strictObject({ roleArn, tokenFile, sessionName }, 'must be an object with "roleArn" and "tokenFile"')
        .optional(),
      share: share.optional(),
      machines: z
        .strictObject(
          {
            include: patterns,
            exclude: patterns,
            tags: z
              .strictObject({ include: tags, exclude: tags }, 'must be an object with "include" or "exclude"')
              .optional(),
          },
          'must be an object with "include", "exclude" or "tags"',
        )
        .default({ include: [], exclude: [] }),
      payloads: z.array(payloadRule, 'must be a list of rules').default([]),
    },
    'must be an object with "name" and "region"',
  )
  .refine(({ profile: own, webIdentity }) => own === undefined || webIdentity === undefined, {
    path: ['webIdentity'],
    message: 'must not stand beside "profile": each says where credentials come from',
  })
  .refine(
    ({ region: own, role, webIdentity }) => isOfPartition(own, role?.arn) && isOfPartition(own, webIdentity?.roleArn),
    {
      path: ['region'],
      message: 'must be of the partition that its role is of (aws, aws-cn, aws-us-gov)',
    },
  );

const file = z.strictObject(
  {
    connections: z
      .array(connection, 'must be a list of connections')
      .min(1, 'must hold one connection at least')
      .max(MOST_CONNECTIONS, `must hold ${MOST_CONNECTIONS} connections at most`),
  },
  'must be an object with "connections"',
);

/**
 * Reads the text of a connections file, or throws a `ConfigError` that names every problem by its path
 * (`connections[1].role.arn`) after the name of the file. Pure. Values are never repeated.
 */
export function readConnectionsFile(text: string, fileName: string): readonly ConnectionConfig[] {
  const parsed = file.safeParse(parseText(text, fileName));
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.flatMap((issue) => toProblems(issue, fileName)));
  }
  const { connections } = parsed.data;
  const repeated = connections.flatMap(({ name: own }, index) => {
    const first = connections.findIndex((other) => other.name === own);
    if (first === index) return [];
    return [
      { setting: `${fileName}: connections[${index}].name`, message: `must differ from connections[${first}].name` },
    ];
  });
  if (repeated.length > 0) throw new ConfigError(repeated);
  return connections.map(toConnection);
}

function toConnection(given: z.output<typeof connection>): ConnectionConfig {
  const { role, webIdentity, machines } = given;
  return {
    name: given.name,
    region: given.region,
    profile: given.profile ?? null,
    role:
      role === undefined ? null : { arn: role.arn, externalId: role.externalId ?? null, sessionName: role.sessionName },
    webIdentity: webIdentity ?? null,
    share: given.share ?? null,
    machines: toSelection(machines),
    payloads: given.payloads,
  };
}

function toSelection({ include, exclude, tags }: z.output<typeof connection>['machines']): MachineSelection {
  return { include, exclude, ...(tags !== undefined && { tags }) };
}

function parseText(text: string, fileName: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ConfigError([{ setting: fileName, message: 'is not JSON; check quotes, commas and brackets' }]);
  }
}

/** Names under which people keep what must not be in this file. */
const SECRET_NAME = /secret|password|passwd|token|access_?key|credential|private_?key/i;

function toProblems(issue: z.core.$ZodIssue, fileName: string): readonly ConfigProblem[] {
  if (issue.code !== 'unrecognized_keys') return [{ setting: settingOf(fileName, issue.path), message: issue.message }];
  return issue.keys.map((key) => ({
    setting: settingOf(fileName, [...issue.path, key]),
    message: SECRET_NAME.test(key)
      ? 'must not be here: this file holds no secrets. Put them in a profile and give its name as "profile"'
      : 'is not a setting of this version; remove it, or correct its name',
  }));
}

function settingOf(fileName: string, path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text === '' ? fileName : `${fileName}: ${text.slice(1)}`;
}

function isOfPartition(ownRegion: string, arn: string | undefined): boolean {
  const partition = arn?.split(':')[1];
  return partition === undefined || partition === partitionOfRegion(ownRegion);
}
