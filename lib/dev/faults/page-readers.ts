import { isJsonObject } from '@/lib/base/json';

/** What came of everything that was asked. */
export type Answered = {
  readonly answers: number;
  /** Questions that were not answered with 200, each with what came instead. */
  readonly refused: readonly string[];
};

const WINDOW = 'from=now-30d&to=now';
const LISTS = [
  'sync',
  'connections',
  'approvals',
  'audit',
  `overview?${WINDOW}`,
  `hotspots?${WINDOW}`,
  `executions?${WINDOW}&limit=100`,
  `executions?${WINDOW}&status=FAILED&sort=duration`,
  `executions?${WINDOW}&minRetries=1`,
  `executions?${WINDOW}&q=document`,
];
const OF_MACHINE = ['', `/durations?${WINDOW}`, `/hotspots?${WINDOW}`, `/matrix?${WINDOW}`, '/graph'];
const OF_EXECUTION = ['', '/timeline', '/events', '/graph', '/definition', '/events/1/payload'];
const PAGES = ['/', '/hotspots', '/executions', '/approvals', '/settings'];

/** How many of each list are looked into. */
const OPENED = 2;

/** People who open one page after the other, each with all that it asks for, for so long. */
export async function readPages(url: string, people: number, forMs: number): Promise<Answered> {
  const untilMs = performance.now() + forMs;
  const refused: string[] = [];
  let answers = 0;
  const ask = async (path: string): Promise<unknown> => {
    if (performance.now() >= untilMs) return null;
    const response = await fetch(`${url}${path}`);
    const text = await response.text();
    answers += 1;
    if (response.status !== 200) refused.push(`${path}: ${response.status} ${text.slice(0, 200)}`);
    return path.startsWith('/api/') && response.status === 200 ? JSON.parse(text) : null;
  };
  const readOn = async () => {
    while (performance.now() < untilMs) await readOnce(ask);
  };
  await Promise.all(Array.from({ length: people }, readOn));
  return { answers, refused };
}

async function readOnce(ask: (path: string) => Promise<unknown>): Promise<void> {
  for (const page of PAGES) await ask(page);
  const machines = namesIn(await ask(`/api/v1/machines?${WINDOW}`), 'stateMachineArn');
  const executions = new Set<string>();
  for (const list of LISTS) {
    const listed = namesIn(await ask(`/api/v1/${list}`), 'executionArn');
    for (const arn of listed.slice(0, OPENED)) executions.add(arn);
  }
  for (const arn of machines.slice(0, OPENED)) {
    for (const part of OF_MACHINE) await ask(`/api/v1/machines/${encodeURIComponent(arn)}${part}`);
  }
  for (const arn of executions) {
    for (const part of OF_EXECUTION) await ask(`/api/v1/executions/${encodeURIComponent(arn)}${part}`);
  }
}

function namesIn(answer: unknown, member: string): readonly string[] {
  const items = isJsonObject(answer) && Array.isArray(answer['items']) ? answer['items'].filter(isJsonObject) : [];
  return items.flatMap((item) => (typeof item[member] === 'string' ? [item[member]] : []));
}
