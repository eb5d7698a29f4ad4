import 'server-only';
import { z } from 'zod';
import { refuseEndpoint } from './endpoint-address';

/** Variables as a process has them: names to text, or nothing. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A setting that must be changed before the server may run, and what to do about it. Values are never repeated. */
export type ConfigProblem = { readonly setting: string; readonly message: string };

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(({ setting, message }) => `${setting} ${message}`).join('\n'));
    this.problems = problems;
  }
}

const MOST_KEEP_DAYS = 3_650;
const keepMessage = `must be a whole number of days from 1 to ${MOST_KEEP_DAYS}, such as 400`;

const tokenMessage =
  'must be 32 to 512 bytes of letters, digits and -._~+/=, such as the output of: openssl rand -hex 32';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** The only address local mode binds (A2): there is no login, so nobody but this machine may connect. */
const LOCAL_ADDRESS = '127.0.0.1';

const MODES_TO_COME: readonly string[] = ['token', 'oidc', 'proxy'];

const portMessage = 'must be a whole number from 1 to 65535, such as 3000';
const dataMessage = 'must be a path to a directory on this machine, such as ./.statelens; unset it for that default';

const fileMessage = 'must be a path to a JSON file on this machine, such as ./statelens.config.json';

const shareMessage = 'must be a number above 0 and up to 1, such as 0.5, or off where AWS sets no limit (a local AWS)';

const settings = z.object({
  PORT: z
    .string()
    .regex(/^[1-9]\d{0,4}$/, portMessage)
    .transform(Number)
    .refine((port) => port <= 65_535, portMessage)
    .default(3000),
  STATELENS_HOST: z
    .literal(
      LOCAL_ADDRESS,
      `must be ${LOCAL_ADDRESS} or unset: local mode has no login, so it answers on no other address`,
    )
    .default(LOCAL_ADDRESS),
  STATELENS_MODE: z.enum(['local'], { error: ({ input }) => modeMessage(input) }).default('local'),
  STATELENS_READ_ONLY: z
    .enum(['0', '1'], 'must be exactly 1 (no action can be taken) or 0, or unset')
    .default('0')
    .transform((value) => value === '1'),
  STATELENS_DATA: z
    .string()
    .refine((path) => path.trim() !== '' && !path.includes('\0') && !path.includes('://'), dataMessage)
    .default('./.statelens'),
  STATELENS_CONFIG: z
    .string()
    .refine((path) => path.trim() !== '' && !path.includes('\0') && !path.includes('://'), fileMessage)
    .optional(),
  STATELENS_AWS_SHARE: z
    .string()
    .regex(/^(off|1|0\.\d{1,4})$/, shareMessage)
    .transform((text) => (text === 'off' ? ('off' as const) : Number(text)))
    .refine((share) => share === 'off' || share > 0, shareMessage)
    .default(0.5),
  STATELENS_KEEP_DAYS: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, keepMessage)
    .transform(Number)
    .refine((days) => days <= MOST_KEEP_DAYS, keepMessage)
    .default(400),
  STATELENS_METRICS_TOKEN: z
    .string()
    .regex(/^[\w.~+/=-]{32,512}$/, tokenMessage)
    .optional(),
  STATELENS_LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
});

const KNOWN_NAMES: ReadonlySet<string> = new Set(Object.keys(settings.shape));

/** The settings of a server that may run. `dataDirectory` is as it was given: relative to where the server started. */
export type Config = {
  readonly mode: 'local';
  readonly bindAddress: typeof LOCAL_ADDRESS;
  readonly port: number;
  readonly readOnly: boolean;
  readonly dataDirectory: string;
  /** How long the index keeps an execution after its end. */
  readonly keepDays: number;
  /** What a scraper has to present for `/metrics`; null turns metrics off. A secret: never logged, never answered. */
  readonly metricsToken: string | null;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** The file that describes the connections, relative to where the server started; null where none was named. */
  readonly connectionsFile: string | null;
  /** `AWS_ENDPOINT_URL`, which the SDK obeys: shown, so that nobody takes a local AWS for the real one. */
  readonly awsEndpoint: string | null;
  /** `AWS_PROFILE`, and `AWS_REGION` or what the AWS CLI calls it; null leaves them to the SDK. Of the one connection without a file. */
  readonly awsProfile: string | null;
  readonly awsRegion: string | null;
  /** The part of the AWS quotas that may be used (security R2). */
  readonly awsShare: number | 'off';
};

/**
 * Reads the settings from an environment, or throws a `ConfigError` that names every bad variable at once. Pure.
 * `HOST` and `HOSTNAME` are not read: shells and containers set them without anybody asking to be reachable.
 */
export function readConfig(env: Environment): Config {
  const parsed = settings.safeParse(env);
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.map(({ path, message }) => ({ setting: path.join('.'), message }))),
    ...unknownNames(env),
    ...unsafeEndpoints(env),
  ];
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  const values = parsed.data;
  return {
    mode: values.STATELENS_MODE,
    bindAddress: values.STATELENS_HOST,
    port: values.PORT,
    readOnly: values.STATELENS_READ_ONLY,
    dataDirectory: values.STATELENS_DATA,
    keepDays: values.STATELENS_KEEP_DAYS,
    metricsToken: values.STATELENS_METRICS_TOKEN ?? null,
    logLevel: values.STATELENS_LOG_LEVEL,
    connectionsFile: values.STATELENS_CONFIG ?? null,
    awsEndpoint: textOrNull(env['AWS_ENDPOINT_URL']),
    awsProfile: textOrNull(env['AWS_PROFILE']),
    awsRegion: textOrNull(env['AWS_REGION']) ?? textOrNull(env['AWS_DEFAULT_REGION']),
    awsShare: values.STATELENS_AWS_SHARE,
  };
}

/** The SDK takes an empty variable for an unset one. */
function textOrNull(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}

/** A misspelt setting would be a switch that somebody believes to be on. */
function unknownNames(env: Environment): readonly ConfigProblem[] {
  return Object.keys(env)
    .filter((name) => env[name] !== undefined && /^statelens/i.test(name) && !KNOWN_NAMES.has(name))
    .map((setting) => ({
      setting,
      message: `is not a setting of this version; unset it, or correct its name (${[...KNOWN_NAMES].join(', ')})`,
    }));
}

/** The AWS SDK obeys every `AWS_ENDPOINT_URL` and `AWS_ENDPOINT_URL_<SERVICE>`, so all of them are looked at (N1). */
function unsafeEndpoints(env: Environment): readonly ConfigProblem[] {
  return Object.entries(env).flatMap(([setting, url]) => {
    // The SDK takes an empty variable for an unset one.
    if (!/^AWS_ENDPOINT_URL(_|$)/i.test(setting) || url === undefined || url === '') return [];
    const message = refuseEndpoint(url);
    return message === null ? [] : [{ setting, message }];
  });
}

function modeMessage(mode: unknown): string {
  return typeof mode === 'string' && MODES_TO_COME.includes(mode)
    ? `asks for a login that this version has not got; unset it, or set it to local (this machine only, no login)`
    : 'must be exactly local, or unset';
}
