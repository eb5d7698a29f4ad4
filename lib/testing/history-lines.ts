import { type BuiltEvent, HistoryBuilder } from '@/lib/testing/history-builder';

const LINE = /^(\d+) (\w+)<-(\d+)(?: (.*))?$/;

/**
 * A history from lines as sequences are written down in notes, `8 TaskFailed<-7 Some.Error`: id, type, the event it
 * points at, and one detail whose meaning the type gives. Events are 10 ms apart; `+500` on a line of its own lets half
 * a second pass. Extra details come as JSON (`3 TaskScheduled<-2 {"resource":"invoke"}`).
 *
 * @throws when an id is out of turn or a line cannot be read, so that a typing error in a test shows.
 */
export function historyFromLines(lines: readonly string[]): readonly BuiltEvent[] {
  const history = new HistoryBuilder();
  for (const line of lines) {
    if (line.startsWith('+')) {
      history.advance(Number(line.slice(1)));
      continue;
    }
    const [, id, type, previousId, detail] = LINE.exec(line) ?? [];
    if (type === undefined) throw new Error(`not a history line: ${line}`);
    if (type === 'ExecutionStarted') continue;
    const written = history.add(type, Number(previousId), detailsOf(type, detail));
    if (written !== Number(id)) throw new Error(`${line}: id ${written} comes next`);
  }
  return history.events;
}

function detailsOf(type: string, detail: string | undefined): Readonly<Record<string, unknown>> {
  if (detail === undefined) return {};
  if (detail.startsWith('{')) {
    const details: Record<string, unknown> = JSON.parse(detail);
    return details;
  }
  if (/State(Entered|Exited)$/.test(type)) return { name: detail };
  if (type.startsWith('MapIteration')) {
    const [name, index] = detail.split(' ');
    return { name, index: Number(index) };
  }
  if (type === 'MapStateStarted') return { length: Number(detail) };
  if (type === 'ExecutionRedriven') return { redriveCount: Number(detail) };
  if (type.endsWith('Scheduled')) return { resource: detail };
  return { error: detail };
}
