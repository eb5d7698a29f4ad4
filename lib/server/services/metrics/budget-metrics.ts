import 'server-only';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { AwsConnections } from '@/lib/server/ports/aws';
import type { OperationBudget } from '@/lib/server/ports/aws-budget';

type PlacedOperation = { readonly place: string; readonly budget: OperationBudget };

const LABELS = ['place', 'operation'] as const;

/** What may be asked of AWS and was, by account and region and operation. Connections that share a budget are told once. */
export function addBudgetMetrics(registry: Registry, connections: Pick<AwsConnections, 'list'>): void {
  const registers = [registry];

  /** Operations without the value have no line: nothing is not zero. */
  function gauge(name: string, help: string, read: (budget: OperationBudget) => number | null): void {
    new Gauge({
      name,
      help,
      labelNames: LABELS,
      registers,
      collect() {
        this.reset();
        for (const { place, budget } of budgetsOf(connections)) {
          const value = read(budget);
          if (value !== null) this.set({ place, operation: budget.operation }, value);
        }
      },
    });
  }

  function counter(name: string, help: string, read: (budget: OperationBudget) => number): void {
    new Counter({
      name,
      help,
      labelNames: LABELS,
      registers,
      collect() {
        // The bucket counts; here its count is only repeated.
        this.reset();
        for (const { place, budget } of budgetsOf(connections))
          this.inc({ place, operation: budget.operation }, read(budget));
      },
    });
  }

  counter('statelens_aws_calls_total', 'Calls to AWS that were let out, retries included.', ({ called }) => called);
  counter('statelens_aws_refusals_total', 'Calls that AWS refused for being too many.', ({ refused }) => refused);
  gauge(
    'statelens_budget_allowed_calls_per_second',
    'Calls a second that may go out, as far as refusals lower it now. Absent where there is no limit.',
    ({ limit }) => limit?.perSecond ?? null,
  );
  gauge(
    'statelens_budget_full_calls_per_second',
    'The same where no refusal lowers it.',
    ({ limit }) => limit?.fullPerSecond ?? null,
  );
  gauge(
    'statelens_budget_burst_calls',
    'Calls that may go out at once after a rest.',
    ({ limit }) => limit?.burst ?? null,
  );
  gauge(
    'statelens_budget_available_calls',
    'Of these, what could go out now.',
    ({ limit }) => limit?.available ?? null,
  );
  gauge('statelens_budget_throttled', '1 while refusals of AWS slow it, else 0.', ({ slowed }) =>
    Number(slowed !== null),
  );
  gauge(
    'statelens_budget_throttled_until_timestamp_seconds',
    'When that is over if AWS refuses no more. Absent while nothing slows it, and where the next answer of AWS ends it.',
    ({ slowed }) => (slowed === null || slowed.untilMs === null ? null : slowed.untilMs / 1_000),
  );
  new Gauge({
    name: 'statelens_budget_waiting_calls',
    help: 'Calls that wait to be let out, for a person (click) and for background work.',
    labelNames: [...LABELS, 'priority'] as const,
    registers,
    collect() {
      this.reset();
      for (const { place, budget } of budgetsOf(connections)) {
        const labels = { place, operation: budget.operation };
        this.set({ ...labels, priority: 'click' }, budget.waiting.click);
        this.set({ ...labels, priority: 'background' }, budget.waiting.background);
      }
    },
  });
}

/** By account and region; a connection whose account AWS has not told yet has a budget of its own, and its own name. */
function budgetsOf(connections: Pick<AwsConnections, 'list'>): readonly PlacedOperation[] {
  const operations = new Map<string, readonly OperationBudget[]>();
  for (const connection of connections.list()) {
    const { place, operations: used } = connection.budget();
    operations.set(place === null ? `unknown/${connection.name}` : `${place.account}/${place.region}`, used);
  }
  return [...operations].flatMap(([place, budgets]) => budgets.map((budget) => ({ place, budget })));
}
