import { describe, expect, it } from 'vitest';
import { type Body, HistoryBuilder } from '@/lib/testing/history-builder';
import { startOf, timelineOf } from '@/lib/testing/timeline-input';
import type { TimelineNode } from './timeline-node';
import { ancestorsOf, filterTimeline, indexTimeline, neighbourError, visibleRows } from './timeline-rows';
import { buildTimelineTree } from './timeline-tree';

function treeOf(history: HistoryBuilder): TimelineNode {
  const timeline = timelineOf(history);
  return buildTimelineTree({
    name: 'run',
    status: timeline.status,
    startedAtMs: startOf(timeline),
    endedAtMs: timeline.endedAtMs,
    visits: timeline.visits,
  });
}

function items(count: number, body: (index: number) => Body): readonly Body[] {
  return Array.from({ length: count }, (_, index) => body(index));
}

function lines(root: TimelineNode): readonly string[] {
  const choice = { toggled: new Map(), reveal: null, kept: null };
  return visibleRows(root, indexTimeline(root), choice).map(
    ({ node, level }) => `${level} ${node.prefix === null ? '' : `${node.prefix} ▸ `}${node.label}`,
  );
}

function mapOf(count: number, failedIndex: number | null = null): TimelineNode {
  const history = new HistoryBuilder();
  // Later items take longer.
  const bodies = items(count, (index) => (chain) => {
    if (index === failedIndex) chain.task('Price', { attempts: ['Bad'] });
    else chain.state('Wait', 'Price', index);
  });
  history.end(history.chain().map('Items', bodies));
  return treeOf(history);
}

describe('buildTimelineTree', () => {
  it('puts branches of one state into one row and longer ones below a row of their own', () => {
    const history = new HistoryBuilder();
    const branches: readonly Body[] = [
      (chain) => void chain.task('Pack'),
      (chain) => void chain.task('Book').state('Pass', 'Label'),
    ];
    history.end(history.chain().task('Reserve').parallel('Ship', branches).state('Succeed', 'Done'));
    expect(lines(treeOf(history))).toEqual([
      '1 run',
      '2 Reserve',
      '2 Ship',
      '3 Branch 1 ▸ Pack',
      '3 Branch 2',
      '4 Book',
      '4 Label',
      '2 Done',
    ]);
  });

  it('shows the items of a small Map at once', () => {
    expect(lines(mapOf(2))).toEqual(['1 run', '2 Items', '3 Item 0 ▸ Price', '3 Item 1 ▸ Price']);
  });

  it('draws a Map of more than 20 items as a closed lane of every item', () => {
    const root = mapOf(120);
    expect(lines(root)).toEqual(['1 run', '2 Items']);
    expect(root.children[0]?.lane).toHaveLength(120);
  });

  it('opens a large Map to failed, slowest and hundreds, with each item in one place', () => {
    const root = mapOf(130, 129);
    const groups = root.children[0]?.children ?? [];
    expect(groups.map(({ label, note }) => `${label}: ${note}`)).toEqual([
      'Failed: 1 item',
      'Slowest 5: of the others',
      'Items 0–99: 100 items',
      'Items 100–199: 24 of 30 items, the others stand above',
    ]);
    const keys = groups.flatMap((group) => group.children.map(({ key }) => key));
    expect(new Set(keys).size).toBe(130);
  });

  it('numbers the attempts of a Map that was retried, because indexes come again', () => {
    const visits = timelineOf(retriedMap());
    const root = buildTimelineTree({
      name: 'run',
      status: 'SUCCEEDED',
      startedAtMs: startOf(visits),
      endedAtMs: visits.endedAtMs,
      visits: visits.visits,
    });
    expect(lines(root)).toEqual(['1 run', '2 Items', '3 Attempt 1 · Item 0 ▸ Price', '3 Attempt 2 · Item 0 ▸ Price']);
  });

  it('keeps a visit whose surroundings are missing from the log', () => {
    const timeline = timelineOf(new HistoryBuilder());
    const [visit] = mapVisits();
    const root = buildTimelineTree({
      name: 'run',
      status: 'UNKNOWN',
      startedAtMs: startOf(timeline),
      endedAtMs: null,
      visits: visit === undefined ? [] : [{ ...visit, parent: 999 }],
    });
    expect(root.children).toHaveLength(1);
  });
});

describe('rows', () => {
  it('opens the way to a row, unless somebody closed it', () => {
    const root = mapOf(130, 129);
    const index = indexTimeline(root);
    const failed = [...index.nodes.values()].find((node) => node.visit?.outcome === 'failed' && node.prefix !== null);
    const reveal = failed?.key ?? '';
    const shown = visibleRows(root, index, { toggled: new Map(), reveal, kept: null });
    expect(shown.some((row) => row.node.key === reveal)).toBe(true);
    const mapKey = ancestorsOf(index, reveal).at(-2) ?? '';
    const closed = visibleRows(root, index, { toggled: new Map([[mapKey, false]]), reveal, kept: null });
    expect(closed.some((row) => row.node.key === reveal)).toBe(false);
  });

  it('finds by state and by error, with everything above a match', () => {
    const root = mapOf(130, 129);
    const index = indexTimeline(root);
    const { kept, matching } = filterTimeline(root, index, { text: 'bad', isErrorsOnly: false });
    const labels = visibleRows(root, index, { toggled: new Map(), reveal: null, kept }).map(({ node }) => node.label);
    expect(labels).toEqual(['run', 'Items', 'Failed', 'Price']);
    // The Map failed of it too.
    expect(matching).toBe(2);
    expect(filterTimeline(root, index, { text: 'nothing like it', isErrorsOnly: false }).matching).toBe(0);
    expect(filterTimeline(root, index, { text: '', isErrorsOnly: true }).matching).toBe(2);
  });

  it('counts positions among the siblings that are shown', () => {
    const root = mapOf(2);
    const rows = visibleRows(root, indexTimeline(root), { toggled: new Map(), reveal: null, kept: null });
    expect(rows.map(({ position, siblings }) => `${position}/${siblings}`)).toEqual(['1/1', '1/1', '1/2', '2/2']);
  });

  it('builds and flattens the rows of a full history fast enough to do so on every change', () => {
    const timeline = timelineOf(fullHistory());
    expect(timeline.eventCount).toBeGreaterThan(24_000);
    const startedAt = performance.now();
    const root = buildTimelineTree({
      name: 'run',
      status: timeline.status,
      startedAtMs: startOf(timeline),
      endedAtMs: timeline.endedAtMs,
      visits: timeline.visits,
    });
    const index = indexTimeline(root);
    const kept = filterTimeline(root, index, { text: 'price', isErrorsOnly: false }).kept;
    const rows = visibleRows(root, index, { toggled: new Map(), reveal: null, kept });
    const tookMs = performance.now() - startedAt;
    process.stdout.write(`${timeline.visits.length} visits: ${rows.length} rows in ${tookMs.toFixed(1)} ms\n`);
    expect(rows.length).toBeGreaterThan(4_000);
  });
});

function retriedMap(): HistoryBuilder {
  const history = new HistoryBuilder();
  const add = history.add.bind(history);
  add('MapStateEntered', 0, { name: 'Items', input: '{}' });
  add('MapStateStarted', 2, { length: 1 });
  add('MapIterationStarted', 3, { name: 'Items', index: 0 });
  const failed = history.chain(4).task('Price', { attempts: ['Bad'] });
  add('MapIterationFailed', failed.at, { name: 'Items', index: 0 });
  const again = add('MapStateStarted', failed.at, { length: 1 });
  const second = add('MapIterationStarted', again, { name: 'Items', index: 0 });
  const done = history.chain(second).task('Price');
  add('MapIterationSucceeded', done.at, { name: 'Items', index: 0 });
  add('MapStateSucceeded', done.at);
  const exit = add('MapStateExited', done.at, { name: 'Items', output: '{}' });
  add('ExecutionSucceeded', exit, { output: '{}' });
  return history;
}

function mapVisits(): ReturnType<typeof timelineOf>['visits'] {
  const history = new HistoryBuilder();
  history.end(history.chain().map('Items', [(chain) => void chain.task('Price')]));
  return timelineOf(history).visits.filter((visit) => visit.parent !== null);
}

function fullHistory(): HistoryBuilder {
  const history = new HistoryBuilder();
  history.end(
    history.chain().map(
      'Items',
      items(4_100, () => (chain) => void chain.task('Price', { family: 'LambdaFunction' })),
    ),
  );
  return history;
}

describe('neighbourError', () => {
  const history = new HistoryBuilder();
  history.end(
    history
      .chain()
      .task('First', { attempts: ['Busy', 'ok'] })
      .task('Fine')
      .task('Last', { attempts: ['Busy', 'ok'] }),
  );
  const root = treeOf(history);
  const labelOf = (key: string | null): string | undefined => root.children.find((node) => node.key === key)?.label;
  const keyOf = (label: string): string => root.children.find((node) => node.label === label)?.key ?? '';

  it('goes from row to row in which something failed, and round at the end', () => {
    expect(labelOf(neighbourError(root, root.key, 1))).toBe('First');
    expect(labelOf(neighbourError(root, keyOf('First'), 1))).toBe('Last');
    expect(labelOf(neighbourError(root, keyOf('Last'), 1))).toBe('First');
    expect(labelOf(neighbourError(root, keyOf('Fine'), -1))).toBe('First');
    expect(labelOf(neighbourError(root, keyOf('First'), -1))).toBe('Last');
  });

  it('finds a failed item in a Map that is closed', () => {
    const failed = neighbourError(mapOf(120, 77), 'execution', 1);
    expect(failed).not.toBeNull();
  });

  it('goes nowhere where nothing failed', () => {
    expect(neighbourError(mapOf(2), 'execution', 1)).toBeNull();
  });
});
