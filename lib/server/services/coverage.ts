import 'server-only';
import { formatCount, formatCounted, formatShare } from '@/lib/base/format';
import { type EpochMs, epochMs } from '@/lib/base/units';
import type { Coverage, CoverageReasonCode } from '@/lib/contract/coverage';
import type { MachineType } from '@/lib/domain/execution-status';
import { KEPT_CHARACTERS } from '@/lib/domain/kept-payload';
import type { Interval } from '@/lib/domain/time-range';
import type { ConnectionState } from '@/lib/server/ports/aws-connection';
import type { HistoryShare } from '@/lib/server/ports/index-figures';
import type { IndexedMachine, Unjudged } from '@/lib/server/ports/index-store';
import type { StoredExecution } from '@/lib/server/ports/indexed-execution';
import type { ConnectionReport, MachineReport } from '@/lib/server/sync/sync-report';

type Reason = Coverage['reasons'][number];

const ALL: Coverage = { kind: 'all', reasons: [], share: 1 };

function because(code: CoverageReasonCode, message: string): Reason {
  return { code, message };
}

/** Of answers that do not depend on how much was read. */
export function wholeCoverage(): Coverage {
  return ALL;
}

/** How much of the executions in a window the index holds, over the connections and machines asked for. */
export function coverageOfList(
  reports: readonly ConnectionReport[],
  states: readonly ConnectionState[],
  machines: readonly IndexedMachine[],
  window: Interval,
): Coverage {
  return coverageFrom(reports, states, machines, window, () => window);
}

/** Longest that an execution takes (aws-facts §1.4): what stopped in a window started this long before it at most. */
const LONGEST_MS: Readonly<Record<MachineType, number>> = { STANDARD: 366 * 86_400_000, EXPRESS: 5 * 60_000 };

/** The same where the window is of the end of executions. */
export function coverageOfStopped(
  reports: readonly ConnectionReport[],
  states: readonly ConnectionState[],
  machines: readonly IndexedMachine[],
  window: Interval,
): Coverage {
  const { fromMs, toMs } = window;
  const startsOf = (type: MachineType) => ({ fromMs: epochMs(Math.max(0, fromMs - LONGEST_MS[type])), toMs });
  return coverageFrom(reports, states, machines, window, startsOf);
}

function coverageFrom(
  reports: readonly ConnectionReport[],
  states: readonly ConnectionState[],
  machines: readonly IndexedMachine[],
  window: Interval,
  startsOf: (type: MachineType) => Interval,
): Coverage {
  const asked = new Map(
    machines.map(({ arn, type, name, createdAtMs }) => [arn, { name, starts: startsOf(type), createdAtMs }]),
  );
  const reasons = [...connectionReasons(states), ...pauseReasons(reports)];
  for (const report of readable(reports, states)) {
    const behind = report.machines.filter((machine) => {
      const starts = asked.get(machine.machineArn)?.starts;
      return starts !== undefined && isBehind(machine, starts.fromMs);
    });
    for (const machine of report.machines) {
      const wanted = asked.get(machine.machineArn);
      const late = wanted === undefined ? null : lateReason(machine, wanted.starts.toMs);
      if (late !== null) reasons.push(because(late.code, `${wanted?.name}: ${late.message}`));
    }
    reasons.push(...failureReasons(report, asked));
    if (report.isDiscovered && behind.length === 0) continue;
    const message = `Older executions are still being read (${report.message}).`;
    reasons.push(because('still-reading', placed(message, report.connection, states)));
  }
  const forgotten = reports
    .flatMap((report) => report.machines)
    .map((machine) => forgottenReason(machine, asked.get(machine.machineArn)?.createdAtMs, window))
    .find((reason) => reason !== null);
  if (forgotten !== undefined && forgotten !== null) reasons.push(forgotten);
  const silent = machines.filter(isSilent);
  if (silent.length > 0) reasons.push(because('logging-off', `${namesOf(silent)}: logging is off.`));
  return reasons.length === 0 ? ALL : { kind: 'partial', reasons, share: null };
}

/** What a list lacks that asks for more than is known of some executions. */
export function withoutUnjudged(
  coverage: Coverage,
  { retries, errors, visits, stops, starts, revisions, payloads, cutPayloads }: Unjudged,
): Coverage {
  const reasons: Reason[] = [];
  const add = (code: CoverageReasonCode, count: number, why: string): void => {
    if (count === 0) return;
    reasons.push(because(code, `${formatCounted(count, 'execution')} could not be judged: ${why}`));
  };
  add('histories-unread', retries, 'without the history nobody knows how often there was a retry.');
  add('histories-unread', errors, 'they failed, and without the history nobody knows with which error or where.');
  add('histories-unread', visits, 'without the history nobody knows which states they visited.');
  add('end-not-logged', stops, 'nobody knows when they stopped.');
  add('start-not-told', starts, 'nobody told which version or alias they were started by.');
  add('revision-not-told', revisions, 'AWS was not asked yet which revision they ran with, or did not tell.');
  add(
    'payloads-unread',
    payloads,
    'their input or output was not read yet, not logged, or is hidden by configuration.',
  );
  if (cutPayloads > 0) {
    const executions = formatCounted(cutPayloads, 'execution');
    const kept = formatCount(KEPT_CHARACTERS);
    const message = `Of ${executions} only the first ${kept} characters of input and output could be searched.`;
    reasons.push(because('payloads-unread', message));
  }
  return without(coverage, reasons);
}

/** What a list by a revision lacks of which nobody has told when it was written. */
export function withoutRevision(coverage: Coverage): Coverage {
  const message =
    'The revision is not known here: AWS tells of a Standard execution which one it ran with, of an Express execution never.';
  return without(coverage, [because('revision-not-told', message)]);
}

function without(coverage: Coverage, reasons: readonly Reason[]): Coverage {
  if (reasons.length === 0) return coverage;
  const kind = coverage.kind === 'none' ? 'none' : 'partial';
  return { kind, reasons: [...coverage.reasons, ...reasons], share: null };
}

function connectionReasons(states: readonly ConnectionState[]): Reason[] {
  return states
    .filter(({ health }) => health.kind !== 'ok' && health.kind !== 'untried' && health.kind !== 'throttled')
    .map(({ name, problem }) => because('connection-problem', `${name}: ${problem ?? 'AWS cannot be read now.'}`));
}

/**
 * Of machines whose executions cannot be listed, those with the same trouble together. Too many calls are no trouble of a
 * machine, and over soon.
 */
function failureReasons(
  { machines }: ConnectionReport,
  asked: ReadonlyMap<string, { readonly name: string }>,
): Reason[] {
  const namesBy = new Map<string, string[]>();
  for (const { machineArn, failure } of machines) {
    const name = asked.get(machineArn)?.name;
    if (name === undefined || failure === null || failure.code === 'throttled') continue;
    namesBy.set(failure.message, [...(namesBy.get(failure.message) ?? []), name]);
  }
  return [...namesBy].map(([message, names]) => because('connection-problem', `${names.join(', ')}: ${message}`));
}

/** Of what stands still for a reason of our own, whatever AWS says. */
function pauseReasons(reports: readonly ConnectionReport[]): Reason[] {
  return reports.flatMap(({ connection, pause }) =>
    pause?.code === 'disk-full'
      ? [because('connection-problem', `${connection}: reading is paused. ${pause.message}`)]
      : [],
  );
}

/** Without those that read nothing at all now: what is wrong with them is a reason of its own. */
function readable(
  reports: readonly ConnectionReport[],
  states: readonly ConnectionState[],
): readonly ConnectionReport[] {
  const failing = new Set(states.filter(({ health }) => STOPPED.has(health.kind)).map(({ name }) => name));
  return reports.filter(({ connection }) => !failing.has(connection));
}

const STOPPED: ReadonlySet<ConnectionState['health']['kind']> = new Set([
  'no-credentials',
  'no-region',
  'expired-credentials',
  'unreachable',
]);

/** Says of which connection it is, where there are several. */
function placed(message: string, connection: string, states: readonly ConnectionState[]): string {
  return states.length === 1 ? message : `${connection}: ${message}`;
}

/** Phases in which open executions may not have been read yet. */
const BEFORE_OPEN_ONES: readonly ConnectionReport['phase'][] = ['starting', 'discovering', 'first-read'];

/** Whether everything that waits is known: open executions are read first, so they are once the first round is over. */
export function coverageOfWaits(reports: readonly ConnectionReport[], states: readonly ConnectionState[]): Coverage {
  const reasons = [...connectionReasons(states), ...pauseReasons(reports)];
  for (const { phase, message, connection } of readable(reports, states)) {
    if (!BEFORE_OPEN_ONES.includes(phase)) continue;
    const words = `Open executions are still being read (${message}).`;
    reasons.push(because('still-reading', placed(words, connection, states)));
  }
  return reasons.length === 0 ? ALL : { kind: 'partial', reasons, share: null };
}

/** Whether nothing can be known of what went well, nor when anything began (aws-facts §4.1). */
export function showsFailuresOnly({ type, logging }: IndexedMachine): boolean {
  return type === 'EXPRESS' && (logging?.level === 'ERROR' || logging?.level === 'FATAL');
}

/** Both look alike from here: the configuration is the connection's, and is not asked again for what it leaves out. */
const NOT_READ = 'It is not read now: reading has not reached it yet, or the configuration leaves it out.';

/** How much the figures of one machine rest on. */
export function coverageOfMachine(
  machine: IndexedMachine,
  report: MachineReport | null,
  { succeeded, succeededRead }: HistoryShare,
  { fromMs, toMs }: Interval,
): Coverage {
  if (isSilent(machine)) return none(because('logging-off', 'Logging is off, so nothing is known of its executions.'));
  if (report?.isLogMissing === true) return none(because('logging-off', 'Its log group does not exist.'));
  const reasons: Reason[] = [];
  const failure = report?.describeFailure ?? report?.failure ?? null;
  if (failure !== null) reasons.push(because('connection-problem', failure.message));
  else if (machine.status !== 'DELETED') {
    if (report === null) reasons.push(because('still-reading', NOT_READ));
    else if (isBehind(report, fromMs)) reasons.push(because('still-reading', 'Older executions are still being read.'));
    const late = report === null ? null : lateReason(report, toMs);
    if (late !== null) reasons.push(late);
    const forgotten = report === null ? null : forgottenReason(report, machine.createdAtMs, { fromMs, toMs });
    if (forgotten !== null) reasons.push(forgotten);
  }
  if (reasons.length > 0) return { kind: 'partial', reasons, share: null };
  if (showsFailuresOnly(machine)) {
    const message = `Logged at ${machine.logging?.level}: failures only.`;
    return { kind: 'failures', reasons: [because('failures-only', message)], share: null };
  }
  if (succeededRead >= succeeded) return ALL;
  const message = `${formatCount(succeededRead)} of ${formatCount(succeeded)} histories of succeeded executions were read.`;
  return { kind: 'estimated', reasons: [because('histories-unread', message)], share: succeededRead / succeeded };
}

/** How much of one execution's course is known. `missingIds` counts events that are not there. */
export function coverageOfExecution(
  { source, coverage, status, history }: StoredExecution,
  missingIds: number,
): Coverage {
  if (coverage === 'full') return ALL;
  if (coverage === 'several') return { kind: 'partial', reasons: [severalRuns(status)], share: null };
  if (history === null || history.eventCount === 0) {
    const message = 'AWS no longer has its history: it keeps one for 90 days, and deletes it with the state machine.';
    return none(because('gone', message));
  }
  const reasons: Reason[] = [];
  if (status === 'UNKNOWN') reasons.push(unknownEnd(source));
  if (missingIds > 0) reasons.push(because('events-missing', describeMissing(missingIds)));
  if (reasons.length === 0 && source === 'log') reasons.push(severalRuns(status));
  if (reasons.length === 0)
    reasons.push(because('still-reading', 'Its history lags behind its status and is read again.'));
  return { kind: 'partial', reasons, share: null };
}

function severalRuns(status: StoredExecution['status']): Reason {
  const shown =
    status === 'UNKNOWN'
      ? 'its runs did not end alike, or not all of their ends were logged.'
      : 'the last run is shown where runs can be told apart.';
  return because(
    'runs-overlap',
    `It ran more than once under one ARN, as asynchronous Express executions may: ${shown}`,
  );
}

function unknownEnd(source: StoredExecution['source']): Reason {
  return source === 'log'
    ? because('end-not-logged', 'Its end was not logged, so how it ended is not known.')
    : because('gone', 'AWS deleted it while it was open, with its state machine, so how it ended is not known.');
}

function describeMissing(missingIds: number): string {
  const [are, they] = missingIds === 1 ? ['is', 'it'] : ['are', 'they'];
  return `${formatCounted(missingIds, 'event')} ${are} missing from the log; what ${they} told is not shown.`;
}

function none(reason: Reason): Coverage {
  return { kind: 'none', reasons: [reason], share: 0 };
}

/** Whether executions that started in a window may still be missing. */
function isBehind({ readFromMs, isAtEnd }: MachineReport, fromMs: EpochMs): boolean {
  return !isAtEnd && (readFromMs === null || readFromMs > fromMs);
}

/**
 * What is missing of a machine whose log is written faster than it is read, or that is being caught up with, or that was
 * not asked yet since the server started.
 */
function lateReason({ catchingUpMs, logShare, resumingFromMs }: MachineReport, toMs: EpochMs): Reason | null {
  if (resumingFromMs !== null && resumingFromMs < toMs) {
    const message = `What started since ${toMinute(resumingFromMs)}, before this server was started, is still being read.`;
    return because('still-reading', message);
  }
  if (catchingUpMs === null || catchingUpMs >= toMs) return null;
  const message = `Its log has been read up to ${toMinute(catchingUpMs)}; what was logged since is still being read.`;
  return because('still-reading', logShare === null || logShare >= 1 ? message : `${message} ${outrun(logShare)}`);
}

function outrun(logShare: number): string {
  return `It is written faster than it can be read: ${formatShare(logShare)} of it is read in the time in which it is written.`;
}

function toMinute(timeMs: EpochMs): string {
  return `${new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A window that begins less than this before what is kept is meant to begin there. */
const SLACK_MS = 86_400_000;

/** What is missing of a window that reaches further back than AWS or the index keeps anything. */
function forgottenReason(
  { floorMs, keepMs, serverMs }: MachineReport,
  createdAtMs: EpochMs | undefined,
  { fromMs }: Interval,
): Reason | null {
  if (createdAtMs === undefined || createdAtMs >= floorMs || fromMs >= floorMs - SLACK_MS) return null;
  const isDropped = fromMs < serverMs - keepMs - SLACK_MS;
  const date = new Date(isDropped ? serverMs - keepMs : floorMs).toISOString().slice(0, 10);
  return because(
    'gone',
    isDropped
      ? `What ended before ${date} is no longer kept (STATELENS_KEEP_DAYS).`
      : `What ended before ${date} is here only where it was read in time: AWS forgets it after 90 days.`,
  );
}

function isSilent({ type, logging, status }: IndexedMachine): boolean {
  return (
    type === 'EXPRESS' &&
    status !== 'DELETED' &&
    logging !== null &&
    (logging.level === 'OFF' || logging.logGroupArn === null)
  );
}

function namesOf(machines: readonly IndexedMachine[]): string {
  return machines.map(({ name }) => name).join(', ');
}
