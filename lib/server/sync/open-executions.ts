import 'server-only';
import { epochMs } from '@/lib/base/units';
import type { ListedExecution } from '@/lib/server/ports/aws';
import type { StoredExecution } from '@/lib/server/ports/indexed-execution';
import { ASKED_AT_ONCE, askAgain } from './ask-again';
import type { ConnectionDependencies } from './sync-dependencies';
import { takeListed } from './take-listed';
import type { ToldLately } from './told-lately';

/** What one call or a few told. */
export type WalkStep = {
  /** Executions of which they said something new. */
  readonly news: number;
  /** Nothing is left to be asked for. */
  readonly isOver: boolean;
};

export type OpenExecution = Pick<ListedExecution, 'arn' | 'startedAtMs'>;

const PAGE = 1_000;

/** After every time an execution can have started at. */
const END_OF_TIME = epochMs(8.64e15);

/**
 * The open executions of a Standard machine. Those that started long ago, or were redriven, stand in no list of new ones:
 * they are found by walking through what AWS lists as running. A page of such a list may hold few of them or none and not
 * be the last (aws-facts §9.22), so that a walk may take a call for every thousand executions the machine had. Therefore
 * it goes on step by step, and `StatusWalks` says when.
 */
export class OpenExecutions {
  #open = new Map<string, OpenExecution>();
  /** Open ones among what was told since the last walk was over. */
  #found = new Map<string, OpenExecution>();
  #token: string | null = null;
  /** The list has been read to its end; what the index takes for open and no list told of is being asked about. */
  #isListed = false;
  #areAllKnown = false;
  #isGone = false;
  /** Pages read in this walk. */
  #pages = 0;

  /** As far as is known, in no particular order. */
  get all(): readonly OpenExecution[] {
    return [...this.#open.values()];
  }

  /** Whether a list of them was read to its end since the start. */
  get areAllKnown(): boolean {
    return this.#areAllKnown;
  }

  /** AWS no longer has the machine, and none of its executions is taken for open any more. */
  get isGone(): boolean {
    return this.#isGone && !this.#isListed && this.#open.size === 0;
  }

  /** Pages of the list that this walk has read, or the last one where none is under way. */
  get pages(): number {
    return this.#pages;
  }

  /** Takes note of an execution that a list told of. What has ended is not held: there may be a million. */
  note(execution: ListedExecution): void {
    if (execution.status === 'RUNNING') {
      this.#open.set(execution.arn, execution);
      this.#found.set(execution.arn, execution);
    } else this.forget(execution.arn);
  }

  /** It has ended. */
  forget(arn: string): void {
    this.#open.delete(arn);
    this.#found.delete(arn);
  }

  /** One step of a walk: a page of the list or, after its last one, some of those that it no longer holds. */
  async goOn(deps: ConnectionDependencies, machineArn: string, told: ToldLately): Promise<WalkStep> {
    const news = this.#isListed ? 0 : await this.#readPage(deps, machineArn, told);
    if (!this.#isListed) return { news, isOver: false };
    const ended = await this.#takeEnded(deps, machineArn);
    return { ...ended, news: news + ended.news };
  }

  async #readPage(deps: ConnectionDependencies, machineArn: string, told: ToldLately): Promise<number> {
    const { connection, signal } = deps;
    const token = this.#token;
    const page = await connection.stepFunctions.listExecutions(
      { machineArn, status: 'RUNNING', token, limit: PAGE },
      { priority: 'background', signal },
    );
    this.#pages = token === null ? 1 : this.#pages + 1;
    if (page.kind === 'token-expired') {
      this.#found.clear();
      this.#token = null;
      return 0;
    }
    this.#isGone = page.kind !== 'page';
    // A machine that AWS no longer has runs nothing.
    if (page.kind !== 'page') return this.#endList(new Map(), 0);
    for (const execution of page.items) this.note(execution);
    const news = await takeListed(deps, page.items, { told });
    this.#token = page.nextToken;
    return page.nextToken === null ? this.#endList(this.#found, news) : news;
  }

  #endList(open: Map<string, OpenExecution>, news: number): number {
    this.#open = open;
    this.#found = new Map();
    this.#token = null;
    this.#isListed = true;
    this.#areAllKnown = true;
    return news;
  }

  async #takeEnded(deps: ConnectionDependencies, machineArn: string): Promise<WalkStep> {
    const missing = await this.#findMissing(deps, machineArn);
    let news = 0;
    for (const row of missing) {
      const asked = await askAgain(deps, row.arn);
      if (asked.kind === 'found') {
        news += asked.news;
        this.note(asked.execution);
      } else if (asked.kind === 'gone' || this.#isGone) news += await takeGone(deps, row);
      // Whoever follows open executions finds in its history that it has ended, for which it needs another permission.
      else this.#open.set(row.arn, row);
    }
    this.#isListed = missing.length === ASKED_AT_ONCE;
    return { news, isOver: !this.#isListed };
  }

  /** Some of the executions that the index takes for open and of which no list has told since the last walk. */
  async #findMissing({ index }: ConnectionDependencies, machineArn: string): Promise<readonly StoredExecution[]> {
    const missing: StoredExecution[] = [];
    for (let cursor: string | null = null; missing.length < ASKED_AT_ONCE; ) {
      const page = await index.listExecutions({
        machineArns: [machineArn],
        statuses: ['RUNNING'],
        fromMs: epochMs(0),
        toMs: END_OF_TIME,
        sort: 'started',
        limit: PAGE,
        ...(cursor !== null && { cursor }),
      });
      missing.push(...page.rows.filter(({ arn }) => !this.#open.has(arn)));
      cursor = page.nextCursor;
      if (cursor === null) break;
    }
    return missing.slice(0, ASKED_AT_ONCE);
  }
}

/** AWS forgot it while it was open: its machine was deleted. How it ended is not known and will not be. */
async function takeGone({ apply, connection }: ConnectionDependencies, row: StoredExecution): Promise<number> {
  const { connection: _name, durationMs: _duration, history: _history, ...known } = row;
  const executions = [{ ...known, status: 'UNKNOWN' as const, source: 'history' as const, coverage: 'none' as const }];
  await apply({ connection: connection.name, machines: [], executions, histories: [], watermarks: [] });
  return 1;
}
