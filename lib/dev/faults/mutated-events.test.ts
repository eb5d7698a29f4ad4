import fc from 'fast-check';
import { expect, it } from 'vitest';
import { epochMs } from '@/lib/base/units';
import { visit as visitSchema } from '@/lib/contract/timeline';
import { type HistoryEvent, readHistoryEvent } from '@/lib/domain/history/history-event';
import { readLogCourse } from '@/lib/domain/history/log-course';
import { foldEvents } from '@/lib/domain/timeline/fold';
import { toTimelineVisit, toTimelineWait } from '@/lib/server/services/to-timeline';
import { KNOWN_EVENT_TYPES } from '@/lib/testing/event-types';
import { executionPlan } from '@/lib/testing/history-generator/arbitrary-plan';
import { generateHistory } from '@/lib/testing/history-generator/generate-history';
import { seededRandom } from '@/lib/testing/seeded-random';
import { scaled } from './scaled';

/** Events that were changed, over all histories. */
const MUTATIONS = scaled(100_000, { least: 1_000 });
const HISTORIES_AT_ONCE = 50;
const SEED = Number(process.env['PROPERTY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const NOW = epochMs(Date.UTC(2026, 10, 22, 18));

type Raw = Record<string, unknown>;

/** What stands where something else should. */
const ODD: readonly unknown[] = [
  null,
  undefined,
  true,
  '',
  ' ',
  '\u0000',
  '\ud800',
  'x'.repeat(10_000),
  -1,
  0,
  1.5,
  2 ** 31,
  Number.MAX_SAFE_INTEGER,
  1e300,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  [],
  [[]],
  {},
  { name: {} },
  '2026-13-45T99:99:99Z',
  '+275761-01-01T00:00:00Z',
  '__proto__',
  'constructor',
];

class Mutator {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  pick<Item>(items: readonly Item[]): Item | undefined {
    return items[Math.floor(this.#random() * items.length)];
  }

  /** Changes one event in place, among all events of its history. */
  mutate(events: Raw[]): void {
    const event = this.pick(events);
    const other = this.pick(events);
    if (event === undefined || other === undefined) return;
    const detailsName = Object.keys(event).find((name) => name.endsWith('EventDetails'));
    const details = detailsName === undefined ? null : event[detailsName];
    const ways: readonly (() => void)[] = [
      () => delete event[this.pick(Object.keys(event)) ?? ''],
      () => Object.assign(event, { [this.pick(Object.keys(event)) ?? '']: this.pick(ODD) }),
      () => Object.assign(event, { type: this.pick(['TaskRetried', 'MapPaused', '__proto__', 'toString']) }),
      () => Object.assign(event, { type: this.pick([...KNOWN_EVENT_TYPES]) }),
      () => {
        [event['previousEventId'], other['previousEventId']] = [other['previousEventId'], event['previousEventId']];
      },
      () => {
        [event['id'], other['id']] = [other['id'], event['id']];
      },
      () => Object.assign(event, { timestamp: this.pick([...ODD, 0, -1, 8.64e15, 8.64e15 + 1, other['timestamp']]) }),
      () => void events.splice(events.indexOf(event), 1),
      () => {
        if (typeof details !== 'object' || details === null) return;
        const name = this.pick(Object.keys(details));
        if (name !== undefined) Reflect.set(details, name, this.pick(ODD));
      },
      () => {
        if (typeof details !== 'object' || details === null) return;
        const name = this.pick(Object.keys(details));
        if (name !== undefined) Reflect.deleteProperty(details, name);
      },
    ];
    this.pick(ways)?.();
  }
}

/** What is not told, or told wrongly, of a history that was read as far as it can be. */
function violations(raw: readonly Raw[]): readonly string[] {
  const events: HistoryEvent[] = [];
  const found: string[] = [];
  for (const one of raw) {
    const read = readHistoryEvent(one);
    if (read.kind === 'event') events.push(read.event);
    else if (read.reason === '') found.push('an event was refused without a reason');
  }
  const timeline = foldEvents(events);
  const ids = new Set(events.map(({ id }) => id));
  const missing = ids.size === 0 ? 0 : Math.max(...ids) - ids.size;
  if (timeline.missingIds !== missing) found.push(`${timeline.missingIds} ids missing instead of ${missing}`);
  if (timeline.eventCount !== ids.size) found.push(`${timeline.eventCount} events instead of ${ids.size}`);
  const perId = new Map<number, HistoryEvent[]>();
  for (const event of events) perId.set(event.id, [...(perId.get(event.id) ?? []), event]);
  for (const [id, [event, ...others]] of perId) {
    // Which of two events with one id is kept is not told by their type.
    if (event === undefined || others.length > 0 || KNOWN_EVENT_TYPES.has(event.type)) continue;
    if (!timeline.unknownTypes.includes(event.type)) found.push(`type ${event.type} of event ${id} is not told`);
  }
  for (const one of timeline.visits) {
    const answer = visitSchema.safeParse(JSON.parse(JSON.stringify(toTimelineVisit(one))));
    if (!answer.success) found.push(`visit ${one.id}: ${answer.error.issues[0]?.path.join('.')}`);
  }
  for (const wait of timeline.waits) JSON.stringify(toTimelineWait(wait));
  for (const type of ['STANDARD', 'EXPRESS'] as const) readLogCourse(events, { type, nowMs: NOW, context: {} });
  return found;
}

it('reads events of any shape to a timeline that tells what it lacks, and never throws (E8, T6)', () => {
  const random = seededRandom(SEED);
  const mutator = new Mutator(random);
  const wrong: string[] = [];
  let mutations = 0;
  let histories = 0;
  for (let round = 0; mutations < MUTATIONS; round += 1) {
    const plans = fc.sample(executionPlan, { numRuns: HISTORIES_AT_ONCE, seed: SEED + round });
    for (const { events } of plans.map(generateHistory)) {
      if (mutations >= MUTATIONS) break;
      const raw: Raw[] = structuredClone([...events]);
      const wanted = 1 + Math.floor(random() * 8);
      for (let count = 0; count < wanted; count += 1) mutator.mutate(raw);
      mutations += wanted;
      histories += 1;
      try {
        wrong.push(...violations(raw));
      } catch (thrown) {
        wrong.push(`${thrown instanceof Error ? thrown.stack?.slice(0, 400) : String(thrown)}`);
      }
    }
  }
  process.stdout.write(
    `mutated events: ${mutations} in ${histories} histories (PROPERTY_SEED=${SEED}), ${wrong.length} unhandled\n`,
  );
  expect(wrong.slice(0, 5)).toEqual([]);
});
