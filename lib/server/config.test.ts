import { describe, expect, it } from 'vitest';
import { ConfigError, type Environment, readConfig } from './config';

const metadataUrl = 'https://169.254.169.254/latest/meta-data/';

/** Each must be refused, by exactly these names. */
const UNSAFE: ReadonlyArray<readonly [name: string, env: Environment, settings: readonly string[]]> = [
  ['every interface', { STATELENS_HOST: '0.0.0.0' }, ['STATELENS_HOST']],
  ['every IPv6 interface', { STATELENS_HOST: '::' }, ['STATELENS_HOST']],
  ['an address of the network', { STATELENS_HOST: '192.168.1.5' }, ['STATELENS_HOST']],
  ['a loopback name that could resolve elsewhere', { STATELENS_HOST: 'localhost' }, ['STATELENS_HOST']],
  ['an empty host', { STATELENS_HOST: '' }, ['STATELENS_HOST']],
  ['mode token', { STATELENS_MODE: 'token' }, ['STATELENS_MODE']],
  ['mode oidc', { STATELENS_MODE: 'oidc' }, ['STATELENS_MODE']],
  ['mode proxy', { STATELENS_MODE: 'proxy' }, ['STATELENS_MODE']],
  ['two modes', { STATELENS_MODE: 'local,token' }, ['STATELENS_MODE']],
  ['a mode in capitals', { STATELENS_MODE: 'LOCAL' }, ['STATELENS_MODE']],
  ['an empty mode', { STATELENS_MODE: '' }, ['STATELENS_MODE']],
  ['a setting of a mode to come', { STATELENS_TOKEN: 'x'.repeat(64) }, ['STATELENS_TOKEN']],
  ['read-only as a word', { STATELENS_READ_ONLY: 'true' }, ['STATELENS_READ_ONLY']],
  ['read-only with a space', { STATELENS_READ_ONLY: '1 ' }, ['STATELENS_READ_ONLY']],
  ['read-only left empty', { STATELENS_READ_ONLY: '' }, ['STATELENS_READ_ONLY']],
  ['read-only misspelt', { STATELENS_READONLY: '1' }, ['STATELENS_READONLY']],
  ['read-only in small letters', { statelens_read_only: '1' }, ['statelens_read_only']],
  ['port zero', { PORT: '0' }, ['PORT']],
  ['a port that does not exist', { PORT: '65536' }, ['PORT']],
  ['a port with an address', { PORT: '0.0.0.0:3000' }, ['PORT']],
  ['a port in hexadecimal', { PORT: '0xbb8' }, ['PORT']],
  ['an empty data directory', { STATELENS_DATA: ' ' }, ['STATELENS_DATA']],
  ['a connections file without a name', { STATELENS_CONFIG: '' }, ['STATELENS_CONFIG']],
  ['connections at a URL', { STATELENS_CONFIG: 'https://config.example/x.json' }, ['STATELENS_CONFIG']],
  ['data at a URL', { STATELENS_DATA: 's3://bucket/index' }, ['STATELENS_DATA']],
  ['nothing kept at all', { STATELENS_KEEP_DAYS: '0' }, ['STATELENS_KEEP_DAYS']],
  ['kept for longer than anybody may mean', { STATELENS_KEEP_DAYS: '3651' }, ['STATELENS_KEEP_DAYS']],
  ['kept for a part of a day', { STATELENS_KEEP_DAYS: '0.5' }, ['STATELENS_KEEP_DAYS']],
  ['a short token for metrics', { STATELENS_METRICS_TOKEN: 'x'.repeat(31) }, ['STATELENS_METRICS_TOKEN']],
  ['an empty token for metrics', { STATELENS_METRICS_TOKEN: '' }, ['STATELENS_METRICS_TOKEN']],
  ['a token that no header carries', { STATELENS_METRICS_TOKEN: ` ${'x'.repeat(40)}` }, ['STATELENS_METRICS_TOKEN']],
  ['a log level of no logger', { STATELENS_LOG_LEVEL: 'verbose' }, ['STATELENS_LOG_LEVEL']],
  ['the metadata address', { AWS_ENDPOINT_URL: metadataUrl }, ['AWS_ENDPOINT_URL']],
  ['… for Step Functions', { AWS_ENDPOINT_URL_SFN: metadataUrl }, ['AWS_ENDPOINT_URL_SFN']],
  ['… for the logs', { AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: metadataUrl }, ['AWS_ENDPOINT_URL_CLOUDWATCH_LOGS']],
  ['… for a service we do not call', { AWS_ENDPOINT_URL_STS: metadataUrl }, ['AWS_ENDPOINT_URL_STS']],
  ['… over plain http', { AWS_ENDPOINT_URL: 'http://169.254.169.254' }, ['AWS_ENDPOINT_URL']],
  ['… as one number', { AWS_ENDPOINT_URL: 'https://2852039166/' }, ['AWS_ENDPOINT_URL']],
  ['… in hexadecimal', { AWS_ENDPOINT_URL: 'https://0xA9FEA9FE/' }, ['AWS_ENDPOINT_URL']],
  ['… in octal', { AWS_ENDPOINT_URL: 'https://0251.0376.0251.0376/' }, ['AWS_ENDPOINT_URL']],
  ['… shortened', { AWS_ENDPOINT_URL: 'https://169.254.43518/' }, ['AWS_ENDPOINT_URL']],
  ['… in full-width digits', { AWS_ENDPOINT_URL: 'https://①⑥⑨.254.169.254/' }, ['AWS_ENDPOINT_URL']],
  ['… with a dot at the end', { AWS_ENDPOINT_URL: 'https://169.254.169.254./' }, ['AWS_ENDPOINT_URL']],
  ['… mapped into IPv6', { AWS_ENDPOINT_URL: 'https://[::ffff:169.254.169.254]/' }, ['AWS_ENDPOINT_URL']],
  ['… compatible with IPv6', { AWS_ENDPOINT_URL: 'https://[::169.254.169.254]/' }, ['AWS_ENDPOINT_URL']],
  ['… behind NAT64', { AWS_ENDPOINT_URL: 'https://[64:ff9b::169.254.169.254]/' }, ['AWS_ENDPOINT_URL']],
  ['… behind 6to4', { AWS_ENDPOINT_URL: 'https://[2002:a9fe:a9fe::1]/' }, ['AWS_ENDPOINT_URL']],
  ['the metadata address of IPv6', { AWS_ENDPOINT_URL: 'https://[fd00:ec2::254]/' }, ['AWS_ENDPOINT_URL']],
  ['a link-local address of IPv6', { AWS_ENDPOINT_URL: 'https://[fe80::1]/' }, ['AWS_ENDPOINT_URL']],
  ['the credentials of containers', { AWS_ENDPOINT_URL: 'https://169.254.170.2/v2' }, ['AWS_ENDPOINT_URL']],
  ['a metadata name', { AWS_ENDPOINT_URL: 'https://Metadata.Google.Internal./' }, ['AWS_ENDPOINT_URL']],
  ['plain http to another machine', { AWS_ENDPOINT_URL: 'http://10.0.0.5:4566' }, ['AWS_ENDPOINT_URL']],
  ['plain http to every interface', { AWS_ENDPOINT_URL: 'http://0.0.0.0:4566' }, ['AWS_ENDPOINT_URL']],
  [
    'plain http to a name that looks local',
    { AWS_ENDPOINT_URL: 'http://localhost.evil.example' },
    ['AWS_ENDPOINT_URL'],
  ],
  ['credentials in the URL', { AWS_ENDPOINT_URL: 'https://key:secret@sfn.example' }, ['AWS_ENDPOINT_URL']],
  ['another protocol', { AWS_ENDPOINT_URL: 'file:///etc/passwd' }, ['AWS_ENDPOINT_URL']],
  ['no URL', { AWS_ENDPOINT_URL: 'localhost' }, ['AWS_ENDPOINT_URL']],
  [
    'several at once',
    { PORT: 'x', STATELENS_MODE: 'oidc', STATELENS_X: '1', AWS_ENDPOINT_URL: metadataUrl },
    ['PORT', 'STATELENS_MODE', 'STATELENS_X', 'AWS_ENDPOINT_URL'],
  ],
];

function problemsOf(env: Environment): ConfigError['problems'] {
  try {
    readConfig(env);
    return [];
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.problems;
    throw thrown;
  }
}

describe('readConfig', () => {
  it('refuses every unsafe configuration by the name of its settings (A1, A2, N1)', () => {
    const refused = UNSAFE.filter(([, env, settings]) => {
      return (
        problemsOf(env)
          .map(({ setting }) => setting)
          .join() === settings.join()
      );
    });
    process.stdout.write(`${UNSAFE.length} unsafe configurations, ${refused.length} refused by name\n`);
    const missed = UNSAFE.filter((unsafe) => !refused.includes(unsafe)).map(([name]) => name);
    expect(missed).toEqual([]);
    expect(UNSAFE).toHaveLength(58);
  });

  it('says what to do and never repeats the value', () => {
    for (const [name, env] of UNSAFE) {
      for (const { setting, message } of problemsOf(env)) {
        expect(message.length, name).toBeGreaterThan(15);
        const value = env[setting] ?? '';
        // Short values such as "1 " or "token" occur in any sentence.
        if (value.length > 6) expect(message, name).not.toContain(value);
      }
    }
  });

  it('has a safe default for every setting', () => {
    expect(readConfig({})).toEqual({
      mode: 'local',
      bindAddress: '127.0.0.1',
      port: 3000,
      readOnly: false,
      dataDirectory: './.statelens',
      keepDays: 400,
      metricsToken: null,
      logLevel: 'info',
      connectionsFile: null,
      awsEndpoint: null,
      awsProfile: null,
      awsRegion: null,
      awsShare: 0.5,
    });
  });

  it('reads what is set', () => {
    const env = {
      PORT: '8080',
      STATELENS_HOST: '127.0.0.1',
      STATELENS_MODE: 'local',
      STATELENS_READ_ONLY: '1',
      STATELENS_DATA: '/var/lib/statelens',
      STATELENS_LOG_LEVEL: 'debug',
      STATELENS_KEEP_DAYS: '30',
      STATELENS_METRICS_TOKEN: 'm'.repeat(32),
      STATELENS_CONFIG: '/etc/statelens/connections.json',
      STATELENS_AWS_SHARE: 'off',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      AWS_PROFILE: 'team',
      AWS_DEFAULT_REGION: 'eu-west-1',
    };
    expect(readConfig(env)).toEqual({
      mode: 'local',
      bindAddress: '127.0.0.1',
      port: 8080,
      readOnly: true,
      dataDirectory: '/var/lib/statelens',
      keepDays: 30,
      metricsToken: 'm'.repeat(32),
      logLevel: 'debug',
      connectionsFile: '/etc/statelens/connections.json',
      awsEndpoint: 'http://127.0.0.1:4566',
      awsProfile: 'team',
      awsRegion: 'eu-west-1',
      awsShare: 'off',
    });
  });

  it.each([
    ['a host name that the shell or the container set', { HOST: '0.0.0.0', HOSTNAME: 'a1b2c3' }],
    ['a setting that is present but undefined', { STATELENS_TOKEN: undefined }],
    ['an empty endpoint, which the SDK takes for none', { AWS_ENDPOINT_URL: '' }],
    ['an endpoint on loopback over http', { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' }],
    ['an endpoint on loopback by name', { AWS_ENDPOINT_URL: 'http://localhost:4566' }],
    ['an endpoint on loopback of IPv6', { AWS_ENDPOINT_URL: 'http://[::1]:4566' }],
    ['an endpoint of a private network over https', { AWS_ENDPOINT_URL: 'https://10.0.0.5' }],
    ['an endpoint of a private network over https and IPv6', { AWS_ENDPOINT_URL: 'https://[fd12:3456::1]' }],
    ['a VPC endpoint', { AWS_ENDPOINT_URL_SFN: 'https://vpce-0a1b.states.eu-west-1.vpce.amazonaws.com' }],
  ])('accepts %s', (_, env: Environment) => {
    expect(problemsOf(env)).toEqual([]);
  });
});
