import type { QueryClient } from '@tanstack/react-query';
import { apiGet } from '@/lib/client/api-get';
import { apiPath, type QueryValues } from '@/lib/client/paths';
import type { Execution, Executions } from '@/lib/contract/executions';

/** 1 goes down a list, to what started before where it is in the order of time; −1 goes up. */
export type Step = 1 | -1;

/** What of an execution says where it is in the order of time. */
type Located = Pick<Execution, 'executionArn' | 'stateMachineArn' | 'startDate'>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How far later the next start is looked for; near first, because a busy machine has thousands further on. */
const REACHES_MS = [HOUR_MS / 60, HOUR_MS, DAY_MS, 90 * DAY_MS];

/**
 * The execution beside this one: in the list that was read last of those it is in, which is the one that somebody came
 * from; else among all of its machine by their start. Null where it is the first or the last.
 */
export async function findNeighbour(client: QueryClient, execution: Located, step: Step): Promise<string | null> {
  const { executionArn: arn } = execution;
  const lists = client
    .getQueryCache()
    .findAll({ queryKey: ['executions'] })
    .toSorted((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt)
    .flatMap(({ queryKey }) => client.getQueryData<Executions>(queryKey) ?? []);
  const list = lists.find(({ items }) => items.some(({ executionArn }) => executionArn === arn));
  if (list !== undefined) return besideIn(list.items, arn, step);
  return step === 1 ? startedBefore(execution) : startedAfter(execution);
}

function besideIn(items: readonly Execution[], arn: string, step: Step): string | null {
  return items[items.findIndex(({ executionArn }) => executionArn === arn) + step]?.executionArn ?? null;
}

async function startedBefore({ executionArn, stateMachineArn, startDate }: Located): Promise<string | null> {
  const startMs = Date.parse(startDate);
  const items = await listOfMachine(stateMachineArn, 0, startMs + 1);
  // It is not among them where the index does not know it.
  return besideIn(items, executionArn, 1);
}

async function startedAfter({ executionArn, stateMachineArn, startDate }: Located): Promise<string | null> {
  const startMs = Date.parse(startDate);
  for (const reach of REACHES_MS) {
    const items = await listOfMachine(stateMachineArn, startMs, startMs + reach, true);
    const at = items.findIndex((item) => item.executionArn === executionArn);
    const before = items[at === -1 ? items.length - 1 : at - 1];
    if (before !== undefined) return before.executionArn;
  }
  return null;
}

/** Executions of a machine that started in this time, newest first: the first page, or every one. */
async function listOfMachine(
  machine: string,
  fromMs: number,
  toMs: number,
  isWhole = false,
): Promise<readonly Execution[]> {
  const items: Execution[] = [];
  let cursor: string | null = null;
  do {
    const query: QueryValues = {
      machine,
      from: new Date(fromMs).toISOString(),
      to: new Date(toMs).toISOString(),
      limit: isWhole ? '1000' : '50',
      cursor,
    };
    const page: Executions = await apiGet<Executions>(apiPath(['executions'], query));
    items.push(...page.items);
    cursor = isWhole ? page.nextCursor : null;
  } while (cursor !== null);
  return items;
}
