import 'server-only';
import { epochMs } from '@/lib/base/units';
import type { ListedExecution } from '@/lib/server/ports/aws';
import type { StoredExecution } from '@/lib/server/ports/indexed-execution';
import type { ConnectionDependencies } from './sync-dependencies';
import { takeListed } from './take-listed';
import type { ToldLately } from './told-lately';

/** What one page of a list told. */
export type WalkStep = {
  /** Executions of which it said something new. */
  readonly news: number;
  /** Nothing is left to be asked for. */
  readonly isOver: boolean;
};

const PAGE = 1_000;

/** Ended executions that are described after one walk; the rest after the next. */
const ENDED_AT_ONCE = 50;

/** After every time an execution can have started at. */
const END_OF_TIME = epochMs(8.64e15);

/**
 * The open executions of a Standard machine. Those that started long ago, or were redriven, stand in no list of new ones:
 * they are found by walking through what AWS lists as running. A page of such a list may hold few of them or none and not
 * be the last (aws-facts §5.1), so that the walk may take as many calls as the machine had executions, in thousands. It goes
 * on page by page for that reason, and whoever is in charge of the calls says when.
 */
export class OpenExecutions {
  #open = new Map<string, ListedExecution>();
  /** Open ones among what was told since the walk began, by it or by the list of new ones. */
  #found = new Map<string, ListedExecution>();
  #token: string | null = null;
  #areAllKnown = false;

  /** As far as is known, in no particular order. */
  get all(): readonly ListedExecution[] {
    return [...this.#open.values()];
  }

  /** Whether a walk has come to its end since the start. */
  get areAllKnown(): boolean {
    return this.#areAllKnown;
  }

  /** Takes note of an execution that the list of new ones told of. What has ended is not held: there may be a million. */
  note(execution: ListedExecution): void {
    for (const held of [this.#open, this.#found]) {
      if (execution.status === 'RUNNING') held.set(execution.arn, execution);
      else held.delete(execution.arn);
    }
  }

  /** One page further through what AWS lists as running; at the end, those are described that are no longer among it. */
  async walkOn(deps: ConnectionDependencies, machineArn: string, told: ToldLately): Promise<WalkStep> {
    const { connection, signal } = deps;
    const page = await connection.stepFunctions.listExecutions(
      { machineArn, status: 'RUNNING', token: this.#token, limit: PAGE },
      { priority: 'background', signal },
    );
    if (page.kind !== 'page') {
      this.#found.clear();
      this.#token = null;
      // The next discovery finds that the machine is gone.
      return { news: 0, isOver: page.kind !== 'token-expired' };
    }
    for (const execution of page.items) this.note(execution);
    const news = await takeListed(deps, page.items, { told });
    this.#token = page.nextToken;
    if (page.nextToken !== null) return { news, isOver: false };
    this.#open = this.#found;
    this.#found = new Map();
    this.#areAllKnown = true;
    return { news: news + (await this.#takeEnded(deps, machineArn)), isOver: true };
  }

  /** Executions that the index takes for open and no list told of since the walk began: each is asked how it ended. */
  async #takeEnded(deps: ConnectionDependencies, machineArn: string): Promise<number> {
    const { index, connection, signal } = deps;
    const { rows } = await index.listExecutions({
      machineArns: [machineArn],
      statuses: ['RUNNING'],
      fromMs: epochMs(0),
      toMs: END_OF_TIME,
      sort: 'started',
      limit: PAGE,
    });
    let news = 0;
    for (const row of rows.filter(({ arn }) => !this.#open.has(arn)).slice(0, ENDED_AT_ONCE)) {
      const answer = await connection.stepFunctions.describeExecution(row.arn, { priority: 'background', signal });
      if (answer.kind === 'found') news += await takeListed(deps, [answer.value]);
      else news += await takeGone(deps, row);
    }
    return news;
  }
}

/** AWS forgot it while it was open: its machine was deleted. How it ended is not known and will not be. */
async function takeGone({ apply, connection }: ConnectionDependencies, row: StoredExecution): Promise<number> {
  const { connection: _name, durationMs: _duration, history: _history, ...known } = row;
  const executions = [{ ...known, status: 'UNKNOWN' as const, source: 'history' as const, coverage: 'none' as const }];
  await apply({ connection: connection.name, machines: [], executions, histories: [], watermarks: [] });
  return 1;
}
