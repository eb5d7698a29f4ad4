import { describe, expect, it } from 'vitest';
import { ConfigError } from '../config';
import { readConnectionsFile } from './connections-file';

const ROLE = 'arn:aws:iam::210987654321:role/readers/statelens';

function read(value: unknown) {
  return readConnectionsFile(typeof value === 'string' ? value : JSON.stringify(value), 'file.json');
}

function problemsOf(value: unknown): ConfigError['problems'] {
  try {
    read(value);
    return [];
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.problems;
    throw thrown;
  }
}

const one = (more: object) => ({ connections: [{ name: 'shop', region: 'eu-west-1', ...more }] });

describe('readConnectionsFile', () => {
  it('reads what is there and says what is not', () => {
    const full = {
      name: 'media',
      region: 'us-east-1',
      profile: 'hub',
      role: { arn: ROLE, externalId: 'ours/42', sessionName: 'dashboard' },
      share: 0.25,
      machines: { include: ['order-*'], exclude: ['*-test'], tags: { include: ['team=shop'], exclude: [] } },
      payloads: [
        { machines: ['payroll-*'], policy: 'hidden' },
        { machines: ['order-*'], policy: 'redacted', names: ['iban'], paths: ['$.customer.card'] },
      ],
    };
    expect(read({ connections: [{ name: 'shop', region: 'eu-west-1' }, full] })).toEqual([
      {
        name: 'shop',
        region: 'eu-west-1',
        profile: null,
        role: null,
        webIdentity: null,
        share: null,
        machines: { include: [], exclude: [] },
        payloads: [],
      },
      {
        ...full,
        webIdentity: null,
        payloads: [
          { machines: ['payroll-*'], policy: 'hidden', secrets: { names: [], paths: [] } },
          { machines: ['order-*'], policy: 'redacted', secrets: { names: ['iban'], paths: [['customer', 'card']] } },
        ],
      },
    ]);
    const token = { roleArn: ROLE, tokenFile: '/var/run/secrets/token' };
    expect(read(one({ webIdentity: token, role: { arn: ROLE }, machines: { exclude: ['x'] }, share: 'off' }))).toEqual([
      {
        name: 'shop',
        region: 'eu-west-1',
        profile: null,
        role: { arn: ROLE, externalId: null, sessionName: 'statelens' },
        webIdentity: { ...token, sessionName: 'statelens' },
        share: 'off',
        machines: { include: [], exclude: ['x'] },
        payloads: [],
      },
    ]);
  });

  it.each<[name: string, value: unknown, settings: readonly string[]]>([
    ['no JSON', '{ connections: [] }', ['file.json']],
    ['no object', [], ['file.json']],
    ['no list', { connections: {} }, ['file.json: connections']],
    ['no connection', { connections: [] }, ['file.json: connections']],
    ['a name that is a path', one({ name: '../shop' }), ['file.json: connections[0].name']],
    ['no region', { connections: [{ name: 'shop' }] }, ['file.json: connections[0].region']],
    ['a region that is a host', one({ region: 'eu-west-1.evil.example' }), ['file.json: connections[0].region']],
    [
      'a role that is a user',
      one({ role: { arn: 'arn:aws:iam::210987654321:user/x' } }),
      ['file.json: connections[0].role.arn'],
    ],
    ['a role without its ARN', one({ role: {} }), ['file.json: connections[0].role.arn']],
    ['a role as a text', one({ role: ROLE }), ['file.json: connections[0].role']],
    [
      'a role of another partition',
      one({ region: 'cn-north-1', role: { arn: ROLE } }),
      ['file.json: connections[0].region'],
    ],
    [
      'a payload policy that is none',
      one({ payloads: [{ machines: ['x'], policy: 'secret' }] }),
      ['file.json: connections[0].payloads[0].policy'],
    ],
    [
      'a payload rule with a path that is none',
      one({ payloads: [{ machines: ['x'], policy: 'redacted', paths: ['$.a', '$..iban'] }] }),
      ['file.json: connections[0].payloads[0].paths[1]'],
    ],
    [
      'a payload rule with a name that every name holds',
      one({ payloads: [{ machines: ['x'], policy: 'redacted', names: ['a'] }] }),
      ['file.json: connections[0].payloads[0].names[0]'],
    ],
    [
      'a payload rule without a machine',
      one({ payloads: [{ machines: [], policy: 'hidden' }] }),
      ['file.json: connections[0].payloads[0].machines'],
    ],
    ['a share above all of it', one({ share: 2 }), ['file.json: connections[0].share']],
    [
      'a pattern with a space',
      one({ machines: { include: ['a b'] } }),
      ['file.json: connections[0].machines.include[0]'],
    ],
    [
      'a tag without a value',
      one({ machines: { tags: { include: ['shop'] } } }),
      ['file.json: connections[0].machines.tags.include[0]'],
    ],
    [
      'a pattern instead of a list',
      one({ machines: { exclude: 'x' } }),
      ['file.json: connections[0].machines.exclude'],
    ],
    [
      'two sources of credentials',
      one({ profile: 'p', webIdentity: { roleArn: ROLE, tokenFile: 't' } }),
      ['file.json: connections[0].webIdentity'],
    ],
    ['a misspelt setting', one({ machine: {} }), ['file.json: connections[0].machine']],
    ['an endpoint', one({ endpoint: 'http://169.254.169.254' }), ['file.json: connections[0].endpoint']],
    [
      'one name twice',
      {
        connections: [
          { name: 'a', region: 'eu-west-1' },
          { name: 'a', region: 'us-east-1' },
        ],
      },
      ['file.json: connections[1].name'],
    ],
    [
      'everything at once',
      {
        connections: [
          { name: '', region: 1 },
          { name: 'b', region: 'eu-west-1', role: { arn: '' } },
        ],
        x: 1,
      },
      [
        'file.json: connections[0].name',
        'file.json: connections[0].region',
        'file.json: connections[1].role.arn',
        'file.json: x',
      ],
    ],
  ])('refuses %s by its path', (_, value, settings) => {
    const problems = problemsOf(value);
    expect(problems.map(({ setting }) => setting)).toEqual(settings);
    for (const { message } of problems) expect(message).toMatch(/^(must|is not) /);
  });

  it.each(['accessKeyId', 'aws_secret_access_key', 'secretAccessKey', 'sessionToken', 'password', 'credentials'])(
    'refuses a secret called %s, names the place for it and does not repeat it',
    (key) => {
      const [problem] = problemsOf(one({ [key]: 'AKIAIOSFODNN7EXAMPLE' }));
      expect(problem?.setting).toBe(`file.json: connections[0].${key}`);
      expect(problem?.message).toContain('profile');
      expect(JSON.stringify(problem)).not.toContain('AKIA');
    },
  );
});
