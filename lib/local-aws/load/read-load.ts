import type { LoadSettings } from './load-workload';

const DEFAULTS = { accounts: 1, machines: 2, executions: 10_000, events: 20, type: 'STANDARD', logs: 'OFF' };
const MOST = { accounts: 100, machines: 1_000, executions: 100_000_000, events: 20_000 } as const;

/**
 * Reads `machines=4,executions=1000000,events=20,type=EXPRESS`; what is left out has a default.
 * `logs=ALL` is for Standard ones; Express ones are always logged.
 * @throws Error that says what is wrong
 */
export function readLoad(text: string): LoadSettings {
  const given = new Map(text.split(',').map((part) => [part.split('=')[0] ?? '', part.split('=')[1] ?? '']));
  const { type: _, logs: __, ...counts } = DEFAULTS;
  for (const name of given.keys()) {
    if (!(name in DEFAULTS)) throw new Error(`--load knows ${Object.keys(DEFAULTS).join(', ')}, not "${name}"`);
  }
  const type = given.get('type') ?? DEFAULTS.type;
  if (type !== 'STANDARD' && type !== 'EXPRESS') throw new Error('--load type must be STANDARD or EXPRESS');
  const logs = given.get('logs') ?? DEFAULTS.logs;
  if (logs !== 'ALL' && logs !== 'OFF') throw new Error('--load logs must be ALL or OFF');
  const countOf = (name: keyof typeof counts): number => {
    const count = Number(given.get(name) ?? counts[name]);
    if (Number.isInteger(count) && count >= 1 && count <= MOST[name]) return count;
    throw new Error(`--load ${name} must be a whole number from 1 to ${MOST[name]}`);
  };
  return {
    accounts: countOf('accounts'),
    machines: countOf('machines'),
    executions: countOf('executions'),
    events: countOf('events'),
    type,
    isLogged: logs === 'ALL',
  };
}
