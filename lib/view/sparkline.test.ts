import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layoutSparkline } from '@/lib/view/sparkline';

const BOX = { width: 96, height: 20 };

test('nothing, zeros and no room give an empty drawing that says so', () => {
  for (const [parts, box] of [
    [[], BOX],
    [[{ ok: 0, failed: 0 }], BOX],
    [[{ ok: 0, failed: 0 }], { width: 0, height: 0 }],
  ] as const) {
    expect(layoutSparkline(parts, box)).toEqual({ okPath: '', failedPath: '', summary: 'No execution ended' });
  }
});

test('one failure among many successes is drawn, and named', () => {
  const { failedPath, summary } = layoutSparkline(
    [
      { ok: 100_000, failed: 0 },
      { ok: 100_000, failed: 1 },
    ],
    BOX,
  );
  expect(failedPath).not.toBe('');
  expect(summary).toBe('1 execution failed and 200,000 executions ended well; most failures, 1, in part 2 of 2');
});

test('every bar stays inside the box', () => {
  const part = fc.record({ ok: fc.nat(1_000_000), failed: fc.nat(1_000_000) });
  fc.assert(
    fc.property(fc.array(part, { maxLength: 48 }), (parts) => {
      const { okPath, failedPath } = layoutSparkline(parts, BOX);
      for (const [, left, top, width, height] of `${okPath}${failedPath}`.matchAll(/M(\S+) (\S+?)h(\S+?)v(\S+?)h/g)) {
        expect(Number(left) + Number(width)).toBeLessThanOrEqual(BOX.width + 0.01);
        expect(Number(top)).toBeGreaterThanOrEqual(-0.01);
        expect(Number(top) + Number(height)).toBeLessThanOrEqual(BOX.height + 0.02);
      }
    }),
  );
});
