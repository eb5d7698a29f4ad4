import { describe, expect, it } from 'vitest';
import { epochMs } from '@/lib/base/units';
import type { HotspotMeasure } from '@/lib/domain/hotspots';
import { toTimeSteps } from '@/lib/domain/time-steps';
import { type MatrixFigures, prepareHotspotMatrix } from './hotspot-matrix';

const HOUR_MS = 3_600_000;
const FROM_MS = Date.UTC(2026, 10, 24, 21);
const CELL: MatrixFigures = {
  visits: 400,
  failing: 16,
  retried: 2,
  failureRate: 0.04,
  retryRate: 0.005,
  p95Ms: 8_400,
};
const BEFORE = { visits: 300, failureRate: 0.01, retryRate: 0, p95Ms: 1_200 };

type Facts = {
  readonly cell?: Partial<MatrixFigures>;
  readonly isScaled?: boolean;
  readonly by?: HotspotMeasure;
  readonly stateType?: 'Task' | 'Fail';
  readonly before?: typeof BEFORE | null;
};

/** One state in one hour, as it is drawn. */
function draw({ cell = {}, isScaled = false, by = 'failure', stateType = 'Task', before = BEFORE }: Facts) {
  const { rows } = prepareHotspotMatrix({
    stepMs: HOUR_MS,
    steps: [{ fromMs: epochMs(FROM_MS), toMs: epochMs(FROM_MS + HOUR_MS), isWhole: true, isScaled }],
    rows: [{ state: 'Charge', stateType, before, cells: [{ ...CELL, ...cell }] }],
    by,
    zone: 'UTC',
  });
  return rows[0]?.cells[0];
}

const visited = { kind: 'visited', isUncertain: false, isKnown: true };

describe('a cell', () => {
  it('has the colour of its fixed bin, the numbers in words, and leads to what the figure counts', () => {
    expect(draw({})).toEqual({
      words: '4 %, 16 of 400 visits failed or were caught',
      look: { ...visited, heat: { ramp: 'heat', bin: 4 } },
      seen: 'failing',
    });
    expect(draw({ by: 'retries' })).toEqual({
      words: '0.5 %, 2 of 400 visits were retried',
      look: { ...visited, heat: { ramp: 'heat', bin: 3 } },
      seen: 'retried',
    });
    expect(draw({ by: 'p95' })).toEqual({
      words: '8.4 s, 400 visits, 7.0 times that of the window before',
      look: { ...visited, heat: { ramp: 'pace', bin: 5 } },
      seen: 'visited',
    });
    expect(draw({ by: 'trend' })).toEqual({
      words: '4 %, 16 of 400 visits failed or were caught, 4.0 times that of the window before',
      look: { ...visited, heat: { ramp: 'heat', bin: 5 } },
      seen: 'failing',
    });
  });

  it('without failures looks empty and leads to the visits', () => {
    const none = draw({ cell: { failing: 0, failureRate: 0 } });
    expect(none).toMatchObject({ look: { heat: { bin: 0 } }, seen: 'visited' });
    expect(none?.words).toBe('0 %, 0 of 400 visits failed or were caught');
  });

  it('of few visits is marked, of scaled ones says that it is an estimate', () => {
    expect(draw({ cell: { visits: 19, failing: 1, failureRate: 1 / 19 } })).toMatchObject({
      words: '~ 5.3 %, 1 of 19 visits failed or were caught',
      look: { isUncertain: true },
    });
    expect(draw({ isScaled: true })?.words).toBe('≈ 4 %, 16 of ≈ 400 visits failed or were caught');
    expect(draw({ isScaled: true, by: 'retries' })?.words).toBe('≈ 0.5 %, ≈ 2 of ≈ 400 visits were retried');
  });

  it('whose rate is not known says so instead of a colour, and still leads to the failures', () => {
    expect(draw({ cell: { failureRate: null } })).toEqual({
      words: 'failure rate not known, 16 of 400 visits failed or were caught',
      look: { ...visited, isKnown: false, heat: { ramp: 'heat', bin: 0 } },
      seen: 'failing',
    });
  });

  it('has no colour without a window to compare with, and none for a Fail state', () => {
    expect(draw({ by: 'p95', before: null })).toMatchObject({
      words: '8.4 s, 400 visits, nothing to compare with in the window before',
      look: { heat: { bin: 0 }, isKnown: true },
    });
    expect(draw({ stateType: 'Fail' })).toMatchObject({
      words: '400 visits, fails by design',
      look: { heat: { bin: 0 } },
    });
  });
});

it('tells no visits from visits that nobody has read', () => {
  const step = { fromMs: epochMs(FROM_MS), toMs: epochMs(FROM_MS + HOUR_MS), isScaled: false };
  const { rows } = prepareHotspotMatrix({
    stepMs: HOUR_MS,
    steps: [
      { ...step, isWhole: true },
      { ...step, isWhole: false },
    ],
    rows: [{ state: 'Charge', stateType: 'Task', before: null, cells: [null, null] }],
    by: 'failure',
    zone: 'UTC',
  });
  expect(rows[0]?.cells).toEqual([
    { words: 'no visits', look: { kind: 'none' }, seen: null },
    { words: 'not known', look: { kind: 'unknown' }, seen: null },
  ]);
});

describe('columns', () => {
  const columnsOf = (fromMs: number, toMs: number, zone = 'UTC') => {
    const { stepMs, steps } = toTimeSteps({ fromMs: epochMs(fromMs), toMs: epochMs(toMs) });
    const whole = steps.map((step) => ({ ...step, isWhole: true, isScaled: false }));
    return prepareHotspotMatrix({ stepMs, steps: whole, rows: [], by: 'failure', zone }).columns;
  };

  it('are labelled every three hours, with the day where one begins, and named in full', () => {
    const columns = columnsOf(FROM_MS - HOUR_MS / 2, FROM_MS + 23.5 * HOUR_MS);
    expect(columns.map(({ label }) => label).filter((label) => label !== '')).toEqual([
      '21:00',
      '25 Nov',
      '03:00',
      '06:00',
      '09:00',
      '12:00',
      '15:00',
      '18:00',
    ]);
    expect(columns[0]).toMatchObject({ label: '', title: '24 Nov 2026 20:30 – 21:00 UTC' });
    expect(columns[3]?.title).toBe('24 Nov 2026 23:00 – 25 Nov 2026 00:00 UTC');
  });

  it('follow the clock of the zone', () => {
    const [first] = columnsOf(FROM_MS, FROM_MS + 24 * HOUR_MS, 'Asia/Kolkata');
    expect(first).toMatchObject({ label: '02:30', title: '25 Nov 2026 02:30 – 03:30 Asia/Kolkata' });
  });
});
