import { executionPath, executionsPath, machinePath, PAGES } from '@/lib/client/paths';
import type { Machine } from '@/lib/contract/machines';
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

/** What is known of a state machine by then; none is while the list is on its way. */
type NamedMachine = Pick<Machine, 'stateMachineArn' | 'name' | 'type' | 'region'>;

/** More would push the search out of sight; one more letter narrows them. */
const MOST_MACHINES = 6;

/**
 * Where a typed or pasted text leads: pages and state machines by a part of their name, any execution or state machine by
 * its ARN or by the address of its page in the AWS console, and any other text to the executions that hold it. An ARN that
 * leads nowhere is answered with the reason.
 */
export function findJumpTargets(text: string, machines: readonly NamedMachine[]): JumpAnswer {
  const query = text.trim();
  const arnText = arnIn(query);
  if (arnText !== null) return answerArn(arnText);
  const isNamed = (name: string): boolean => name.toLowerCase().includes(query.toLowerCase());
  const pages = PAGE_TARGETS.filter(({ label }) => isNamed(label));
  if (query === '') return { targets: pages, problem: null };
  const named = machines.filter(({ name }) => isNamed(name)).slice(0, MOST_MACHINES);
  return { targets: [...pages, ...named.map(toMachineTarget), searchTarget(query)], problem: null };
}

function toMachineTarget({ stateMachineArn, name, type, region }: NamedMachine): JumpTarget {
  const kind = type === 'EXPRESS' ? 'Express' : 'Standard';
  return {
    id: stateMachineArn,
    label: name,
    detail: `${kind} state machine · ${region}`,
    path: machinePath(stateMachineArn),
  };
}

function searchTarget(query: string): JumpTarget {
  return {
    id: 'search',
    label: `Executions with “${query}”`,
    detail: 'in name, error or cause',
    path: executionsPath({ q: query }),
  };
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
