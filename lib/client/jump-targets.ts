import { executionPath, machinePath, PAGES } from '@/lib/client/paths';
import { describeArnProblem, formatArn, machineOf, parseArn, type StepFunctionsArn } from '@/lib/domain/arn';

/** A place the jump dialog can go to. `detail` is the smaller second line. */
export type JumpTarget = {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  readonly path: string;
};

export type JumpAnswer = { readonly targets: readonly JumpTarget[]; readonly problem: string | null };

const PAGE_TARGETS: readonly JumpTarget[] = PAGES.map(({ id, label, path }) => ({ id, label, detail: 'Page', path }));

/**
 * Where a typed or pasted text leads: pages by a part of their name, executions and state machines by their ARN or by
 * the address of their page in the AWS console. What leads nowhere is answered with the reason.
 */
export function findJumpTargets(text: string): JumpAnswer {
  const query = text.trim();
  const arnText = arnIn(query);
  if (arnText !== null) return answerArn(arnText);
  const targets = PAGE_TARGETS.filter(({ label }) => label.toLowerCase().includes(query.toLowerCase()));
  if (targets.length > 0) return { targets, problem: null };
  return { targets, problem: `No page is called “${query}”. To open an execution or a state machine, paste its ARN.` };
}

function arnIn(query: string): string | null {
  if (/^arn:/i.test(query)) return query;
  if (!query.startsWith('https://')) return null;
  // The console's addresses end in the ARN, encoded or not: …#/v2/executions/details/arn:aws:states:…
  const [, inAddress] = /(arn(?::|%3A)[^?#\s]+)/i.exec(query) ?? [];
  return inAddress === undefined ? null : decoded(inAddress);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function answerArn(text: string): JumpAnswer {
  const result = parseArn(text);
  if (result.kind === 'invalid') return { targets: [], problem: describeArnProblem(result.problem) };
  return toAnswer(result.arn);
}

function toAnswer(arn: StepFunctionsArn): JumpAnswer {
  switch (arn.kind) {
    case 'execution':
    case 'express':
      return found(
        arn.name,
        `${arn.kind === 'express' ? 'Express execution' : 'Execution'} of ${arn.machine}`,
        executionPath(formatArn(arn)),
      );
    case 'machine':
      return found(arn.machine, `State machine · ${arn.account} · ${arn.region}`, machinePath(formatArn(arn)));
    case 'mapRun':
      return found(
        arn.machine,
        'State machine of this map run, which has no page of its own',
        machinePath(formatArn(machineOf(arn))),
      );
    case 'activity':
      return {
        targets: [],
        problem: `“${arn.name}” is an activity. Activities have no page; open the execution that waits for one.`,
      };
  }
}

function found(label: string, detail: string, path: string): JumpAnswer {
  return { targets: [{ id: path, label, detail, path }], problem: null };
}
