import 'server-only';
import type { EpochMs } from '@/lib/base/units';
import type { ListedExecution } from '@/lib/server/ports/aws';

/** Executions that are remembered, the newest: of a first round, which may tell of a million, not all. */
const MOST_REMEMBERED = 2_000;

/** For so long what was told before is taken for known; then the index is asked whether it still knows. */
const TRUSTED_MS = 10 * 60_000;

/**
 * What the lists of a machine told in the last round and in the one under way. Each round reads again what the last one
 * saw (lists are eventually consistent, aws-facts §1.2), and a quiet machine's page says the same for hours: that is no
 * reason to look a hundred executions up in the index.
 */
export class ToldLately {
  #before: ReadonlyMap<string, string> = new Map();
  #now = new Map<string, string>();
  #trustedFromMs = Number.NEGATIVE_INFINITY;

  /** What the round before the last one told, and this one does not, is forgotten. */
  beginRound(nowMs: EpochMs): void {
    const isTrusted = nowMs - this.#trustedFromMs < TRUSTED_MS;
    if (!isTrusted) this.#trustedFromMs = nowMs;
    this.#before = isTrusted ? this.#now : new Map();
    this.#now = new Map();
  }

  /** Whether a list said the same of this execution, and the index took it in. */
  knows(execution: ListedExecution): boolean {
    const said = this.#now.get(execution.arn) ?? this.#before.get(execution.arn);
    return said === sayingOf(execution);
  }

  /** Called when the index holds what these say. */
  note(executions: readonly ListedExecution[]): void {
    for (const execution of executions) {
      if (this.#now.size < MOST_REMEMBERED || this.#now.has(execution.arn))
        this.#now.set(execution.arn, sayingOf(execution));
    }
  }
}

function sayingOf({ status, endedAtMs, redriveCount, versionArn, aliasArn }: ListedExecution): string {
  return `${status} ${endedAtMs} ${redriveCount} ${versionArn} ${aliasArn}`;
}
