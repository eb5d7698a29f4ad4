import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  describeArnProblem,
  formatArn,
  isExecutionArn,
  machineOf,
  parseArn,
  type StepFunctionsArn,
} from '@/lib/domain/arn';
import { corpusPath, nameWithReason, readCorpus } from '@/lib/testing/corpus';

const EU = 'arn:aws:states:eu-west-1:123456789012';
const place = { partition: 'aws', region: 'eu-west-1', account: '123456789012' } as const;

describe('parseArn', () => {
  const known: readonly (readonly [string, StepFunctionsArn])[] = [
    [`${EU}:execution:orders:o-1`, { ...place, kind: 'execution', machine: 'orders', label: null, name: 'o-1' }],
    [
      `${EU}:execution:orders/Items:c-1`,
      { ...place, kind: 'execution', machine: 'orders', label: 'Items', name: 'c-1' },
    ],
    [
      `${EU}:express:thumbs:t:7b-1`,
      { ...place, kind: 'express', machine: 'thumbs', label: null, name: 't', run: '7b-1' },
    ],
    [
      `${EU}:express:orders/Items:c-1:7b-1`,
      { ...place, kind: 'express', machine: 'orders', label: 'Items', name: 'c-1', run: '7b-1' },
    ],
    [
      `${EU}:stateMachine:orders`,
      { ...place, kind: 'machine', machine: 'orders', label: null, qualifier: { kind: 'none' } },
    ],
    [
      `${EU}:stateMachine:orders:12`,
      { ...place, kind: 'machine', machine: 'orders', label: null, qualifier: { kind: 'version', version: 12 } },
    ],
    [
      `${EU}:stateMachine:orders:PROD`,
      { ...place, kind: 'machine', machine: 'orders', label: null, qualifier: { kind: 'alias', alias: 'PROD' } },
    ],
    [
      `${EU}:stateMachine:orders/Items`,
      { ...place, kind: 'machine', machine: 'orders', label: 'Items', qualifier: { kind: 'none' } },
    ],
    [`${EU}:mapRun:orders/Items:9f-2`, { ...place, kind: 'mapRun', machine: 'orders', label: 'Items', run: '9f-2' }],
    [`${EU}:activity:review`, { ...place, kind: 'activity', name: 'review' }],
    [
      'arn:aws-cn:states:cn-north-1:123456789012:activity:a',
      { partition: 'aws-cn', region: 'cn-north-1', account: '123456789012', kind: 'activity', name: 'a' },
    ],
    [
      'arn:aws-us-gov:states:us-gov-west-1:123456789012:activity:a',
      { partition: 'aws-us-gov', region: 'us-gov-west-1', account: '123456789012', kind: 'activity', name: 'a' },
    ],
  ];

  test.each(known)('reads %s', (text, arn) => {
    expect(parseArn(text)).toEqual({ kind: 'ok', arn });
    expect(formatArn(arn)).toBe(text);
  });

  const wrong: readonly (readonly [string, string])[] = [
    ['', 'empty'],
    ['order-1', 'not-an-arn'],
    [` ${EU}:activity:a`, 'not-an-arn'],
    ['arn', 'partition'],
    ['arn:aws-iso:states:us-iso-east-1:123456789012:activity:a', 'partition'],
    ['arn:aws:lambda:eu-west-1:123456789012:function:f', 'service'],
    ['arn:aws:states:::lambda:invoke', 'region'],
    ['arn:aws:states:eu-west-1.evil.example:123456789012:activity:a', 'region'],
    ['arn:aws:states:cn-north-1:123456789012:activity:a', 'foreign-region'],
    ['arn:aws-cn:states:eu-west-1:123456789012:activity:a', 'foreign-region'],
    ['arn:aws:states:eu-west-1:12345:activity:a', 'account'],
    [EU, 'resource'],
    [`${EU}:function:f`, 'resource'],
    [`${EU}:execution:orders`, 'shape'],
    [`${EU}:execution:orders:a:b`, 'shape'],
    [`${EU}:express:orders:a`, 'shape'],
    [`${EU}:mapRun:orders:9f-2`, 'shape'],
    [`${EU}:stateMachine:orders:1:2`, 'shape'],
    [`${EU}:stateMachine:orders/Items:1`, 'shape'],
    [`${EU}:activity:a:b`, 'shape'],
    [`${EU}:execution:orders/a/b:c`, 'name'],
    [`${EU}:execution::o-1`, 'name'],
    [`${EU}:execution:orders:o 1`, 'name'],
    [`${EU}:execution:orders:o\n1`, 'name'],
    [`${EU}:execution:orders:<script>`, 'name'],
    [`${EU}:execution:orders:${'x'.repeat(81)}`, 'name'],
    [`${EU}:activity:${'x'.repeat(2_000)}`, 'too-long'],
  ];

  test.each(wrong)('says what is wrong with %j', (text, kind) => {
    const result = parseArn(text);
    expect(result).toMatchObject({ kind: 'invalid', problem: { kind } });
    if (result.kind === 'invalid') expect(describeArnProblem(result.problem)).toMatch(/^[A-Z].{10,}/s);
  });

  test('answers for any text, and gives back what it read', () => {
    const piece = fc.oneof(
      fc.constantFrom('arn', 'aws', 'states', 'eu-west-1', '123456789012', 'execution', ''),
      fc.string(),
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece).map((pieces) => pieces.join(':')),
    );
    fc.assert(
      fc.property(text, (input) => {
        const result = parseArn(input);
        if (result.kind === 'ok') expect(formatArn(result.arn)).toBe(input);
        else expect(describeArnProblem(result.problem).length).toBeGreaterThan(0);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('machineOf', () => {
  test('names the machine of a map-run child without its label', () => {
    const child = parseArn(`${EU}:execution:orders/Items:c-1`);
    if (child.kind !== 'ok' || !isExecutionArn(child.arn)) throw new Error('expected an execution');
    expect(formatArn(machineOf(child.arn))).toBe(`${EU}:stateMachine:orders`);
  });
});

const RECORDED_ARN =
  /arn:aws:states:[a-z0-9-]+:\d{12}:(?:execution|express|stateMachine|mapRun|activity):[^"\\\s',*\]]+/g;

const corpus = readCorpus();
describe.skipIf(corpus.kind === 'absent')(nameWithReason('recorded ARNs', corpus), () => {
  test('are all read and written back', () => {
    const found = new Set<string>();
    for (const entry of corpus.kind === 'present' ? corpus.entries : []) {
      for (const [match] of readFileSync(corpusPath(entry), 'utf8').matchAll(RECORDED_ARN)) {
        // Cumulus keeps a file named after an execution; the sentence around an ARN may end in a point.
        const text = match.replace(/\/index\.json$/, '').replace(/[.:]$/, '');
        // One recorder replaced `LABEL:UUID` of map runs by one placeholder.
        if (!/:mapRun:[^:]+$/.test(text)) found.add(text);
      }
    }
    const unread = [...found].filter((text) => {
      const result = parseArn(text);
      return result.kind === 'invalid' || formatArn(result.arn) !== text;
    });
    expect(found.size).toBeGreaterThan(100);
    expect(unread).toEqual([]);
    process.stdout.write(`${found.size} recorded ARNs read, ${unread.length} refused\n`);
  });
});
