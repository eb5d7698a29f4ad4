import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  approvalId,
  approvalsPath,
  decodeArnSegment,
  executionPath,
  machinePath,
  pageOfPath,
  parseApprovalId,
  withQuery,
} from '@/lib/client/paths';
import { formatArn, parseArn, type StepFunctionsArn } from '@/lib/domain/arn';

const nameUnit = fc.constantFrom(..."abzABZ059-_.=+@!()'", 'é', '訂', '🧾');
const name = fc.string({ unit: nameUnit, minLength: 1, maxLength: 30 });
const label = fc.option(name, { nil: null });
const place = fc.constantFrom(
  { partition: 'aws', region: 'eu-west-1' } as const,
  { partition: 'aws-cn', region: 'cn-northwest-1' } as const,
  { partition: 'aws-us-gov', region: 'us-gov-east-1' } as const,
);
const alias = name.filter((text) => !/^\d+$/.test(text)).map((text) => ({ kind: 'alias', alias: text }) as const);
const version = fc.integer({ min: 1, max: 1_000 }).map((number) => ({ kind: 'version', version: number }) as const);
const none = fc.constant({ kind: 'none' } as const);

const arns: fc.Arbitrary<StepFunctionsArn> = fc
  .tuple(place, fc.stringMatching(/^\d{12}$/))
  .chain(([{ partition, region }, account]) => {
    const base = { partition: fc.constant(partition), region: fc.constant(region), account: fc.constant(account) };
    return fc.oneof(
      fc.record({ ...base, kind: fc.constant('execution' as const), machine: name, label, name }),
      fc.record({ ...base, kind: fc.constant('express' as const), machine: name, label, name, run: fc.uuid() }),
      fc.record({ ...base, kind: fc.constant('mapRun' as const), machine: name, label: name, run: fc.uuid() }),
      fc.record({ ...base, kind: fc.constant('activity' as const), name }),
      fc.record({
        ...base,
        kind: fc.constant('machine' as const),
        machine: name,
        label: fc.constant(null),
        qualifier: fc.oneof(none, version, alias),
      }),
    );
  });

function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

describe('paths', () => {
  test('an ARN survives the address bar: built, put into a URL, split, decoded, parsed', () => {
    fc.assert(
      fc.property(arns, (arn) => {
        for (const path of [executionPath(formatArn(arn)), machinePath(formatArn(arn))]) {
          const { pathname } = new URL(path, 'http://127.0.0.1:3000');
          expect(pathname.split('/')).toHaveLength(3);
          const text = decodeArnSegment(lastSegment(pathname));
          expect(parseArn(text ?? '')).toEqual({ kind: 'ok', arn });
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('a wait survives the address bar, and what is none is null', () => {
    fc.assert(
      fc.property(arns, fc.integer({ min: 1, max: 25_000 }), (arn, eventId) => {
        const id = approvalId(formatArn(arn), eventId);
        const address = new URL(approvalsPath(id), 'http://127.0.0.1:3000');
        expect(parseApprovalId(address.searchParams.get('id') ?? '')).toEqual({
          executionArn: formatArn(arn),
          eventId,
        });
      }),
    );
    for (const text of ['', '7', 'arn:aws', '0.arn:aws:states', '7.nothing', '-1.arn:aws'])
      expect(parseApprovalId(text)).toBeNull();
  });

  test('broken encoding is null, not an exception', () => {
    expect(decodeArnSegment('%E0%A4%A')).toBeNull();
  });

  test('a link keeps the shared query', () => {
    expect(withQuery('/hotspots', 'from=now-1h&to=now')).toBe('/hotspots?from=now-1h&to=now');
    expect(withQuery('/hotspots', '')).toBe('/hotspots');
  });

  test('every path belongs to one entry of the navigation or to none', () => {
    expect(pageOfPath('/')).toBe('overview');
    expect(pageOfPath('/executions/arn%3Aaws')).toBe('executions');
    expect(pageOfPath('/machines/arn%3Aaws')).toBe('hotspots');
    expect(pageOfPath('/hotspotsandmore')).toBeNull();
    expect(pageOfPath('/nowhere')).toBeNull();
  });
});
