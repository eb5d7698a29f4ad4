import { expect, it } from 'vitest';
import type { HistoryEvent } from '@/lib/domain/history/history-event';
import type { FoldContext } from '@/lib/domain/timeline/fold';
import { cutPair, type IndexedPair, indexBatch, indexedPair } from '@/lib/testing/index-batches';
import { SAMPLE_START_MS } from '@/lib/testing/index-samples';
import { MemoryIndex } from '@/lib/testing/memory-index';
import { type Course, createCourseCache } from './course-cache';

const whole = indexedPair({
  name: 'ord-9',
  startMs: SAMPLE_START_MS,
  write: (history) => history.end(history.chain().task('Reserve').task('Charge').fail('Stop', 'Order.Invalid')),
});

/** A cache over an index, as pages ask it. `readings` counts how often the events were asked for. */
async function createView() {
  const index = new MemoryIndex();
  const courses = createCourseCache();
  let readings = 0;
  const look = async (pair: IndexedPair, context: FoldContext = {}): Promise<Course> => {
    await index.apply(indexBatch([pair]));
    const execution = await index.getExecution(pair.execution.arn);
    if (execution === null) throw new Error('the index lost it');
    const events = async () => {
      readings += 1;
      // As they come out of a store: equal, never the same objects.
      return structuredClone(pair.history.events);
    };
    return courses.get(execution, events, context);
  };
  return { look, readings: () => readings };
}

function withDetail(pair: IndexedPair, id: number, details: HistoryEvent['details']): IndexedPair {
  const events = pair.history.events.map((event) =>
    event.id === id ? { ...event, details: { ...event.details, ...details } } : event,
  );
  return { ...pair, history: { ...pair.history, events } };
}

it('reads and folds an execution once while nothing comes of it', async () => {
  const { look, readings } = await createView();
  const first = await look(whole);
  expect(await look(whole)).toBe(first);
  expect(readings()).toBe(1);
});

it('goes on with what it has where events come', async () => {
  const { look } = await createView();
  const before = await look(cutPair(whole, 8));
  const after = await look(whole);
  expect(after.timeline).toEqual(whole.history.timeline);
  expect(after.events).toEqual(whole.history.events);
  expect(after.timeline.visits[0]).toBe(before.timeline.visits[0]);
  expect(before.timeline.visits).toHaveLength(2);
  expect(before.timeline.status).toBe('RUNNING');
});

it('begins again where an event that it took in says something else now', async () => {
  const { look } = await createView();
  const child = 'arn:aws:states:eu-west-1:123456789012:execution:child:1';
  const linked = {
    resourceType: 'states',
    resource: 'startExecution',
    output: JSON.stringify({ ExecutionArn: child }),
  };
  expect((await look(cutPair(whole, 8))).timeline.childExecutionArns).toEqual([]);
  expect((await look(withDetail(whole, 5, linked))).timeline.childExecutionArns).toEqual([child]);
});

it('begins again with fewer events, and when the definition becomes known', async () => {
  const { look } = await createView();
  await look(whole);
  expect((await look(cutPair(whole, 8))).timeline.eventCount).toBe(8);
  const running = cutPair(whole, whole.history.events.length - 1);
  expect((await look(running)).timeline.visits.at(-1)?.failure).toMatchObject({ error: null });
  const failStates = new Map([['Stop', { error: 'Order.Invalid', cause: 'No such item' }]]);
  expect((await look(running, { failStates })).timeline.visits.at(-1)?.failure).toMatchObject({
    cause: 'No such item',
  });
});
