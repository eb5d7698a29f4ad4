import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { prepareIndexDirectory } from '@/lib/server/store/index-directory';
import { closeDatabase, DEFAULT_LIMITS, inTransaction, openDatabase } from '@/lib/server/store/open-database';
import { measure, printResult, rounded } from './measure';

/**
 * Asks the same questions of the shapes that an index could have, over a copy of an index that `store.ts --data DIR` has
 * filled: what docs/decisions/0005-index-shape.md chose from. One JSON line each.
 */
const { values } = parseArgs({ options: { data: { type: 'string' }, rounds: { type: 'string', default: '15' } } });
if (values.data === undefined) throw new Error('--data DIR names an index that store.ts has filled and kept');

const UNTIL_MS = Date.UTC(2026, 10, 22);
const FROM_MS = UNTIL_MS - 30 * 24 * 3_600_000;
const MONTH = `>= ${FROM_MS}`;

/** Question, shape, SQL. */
const SHAPES: readonly (readonly [string, string, string])[] = [
  [
    'list: newest 51 of all',
    'arg_max over versions',
    `SELECT arg_max(arn, version), max(started_at) AS newest FROM executions GROUP BY key ORDER BY newest DESC LIMIT 51`,
  ],
  [
    'list: newest 51 of all',
    'anti-join before the order',
    'SELECT version, started_at, key FROM current_executions ORDER BY started_at DESC, key DESC LIMIT 51',
  ],
  [
    'list: newest 51 of all',
    'page first, then marks (chosen)',
    `SELECT version, version IN (SELECT version FROM replaced_executions) FROM
       (SELECT version FROM executions ORDER BY started_at DESC, key DESC LIMIT 115)`,
  ],
  [
    'list: newest 51 of all',
    'page first, over a table rewritten whole',
    'SELECT version FROM shape_current ORDER BY started_at DESC, key DESC LIMIT 51',
  ],
  [
    'list: counts by status',
    'arg_max over versions',
    'SELECT status, count(*) FROM (SELECT arg_max(status, version) AS status FROM executions GROUP BY key) GROUP BY 1',
  ],
  ['list: counts by status', 'anti-join', 'SELECT status, count(*) FROM current_executions GROUP BY status'],
  ['list: counts by status', 'signed sum (chosen)', 'SELECT status, sum(n) FROM signed_executions GROUP BY status'],
  ['list: counts by status', 'table rewritten whole', 'SELECT status, count(*) FROM shape_current GROUP BY status'],

  ...(['visits', 'shape_arrival'] as const).flatMap((table) => {
    const order = table === 'visits' ? 'by machine and time' : 'in order of arrival';
    const of = `FROM ${table} ANTI JOIN replaced_histories USING (history) WHERE machine = 3 AND ended_at ${MONTH}`;
    const question = 'hotspots: p50 and p95 per state, one machine, 30 days';
    return [
      [
        question,
        `quantile_cont, rows ${order}`,
        `SELECT state, quantile_cont(ended_at - entered_at, [0.5, 0.95]) ${of} GROUP BY state`,
      ],
      [
        question,
        `approx_quantile (t-digest), rows ${order}`,
        `SELECT state, approx_quantile(ended_at - entered_at, [0.5, 0.95]) ${of} GROUP BY state`,
      ],
      [
        question,
        `bucket column, rows ${order}${table === 'visits' ? ' (chosen)' : ''}`,
        `SELECT state, bucket, count(*) ${of} GROUP BY state, bucket`,
      ],
    ] as const;
  }),
  [
    'hotspots: p50 and p95 per state, one machine, 30 days',
    'hourly rollup with buckets',
    `SELECT state, bucket, sum(n) FROM shape_rollup WHERE machine = 3 AND hour * 3600000 ${MONTH} GROUP BY state, bucket`,
  ],
  [
    'states of all machines: p50 and p95, 30 days',
    'quantile_cont',
    `SELECT state, quantile_cont(ended_at - entered_at, [0.5, 0.95]) FROM current_visits WHERE ended_at ${MONTH} GROUP BY state`,
  ],
  [
    'states of all machines: p50 and p95, 30 days',
    'bucket column',
    `SELECT state, bucket, count(*) FROM current_visits WHERE ended_at ${MONTH} GROUP BY state, bucket`,
  ],
  [
    'states of all machines: p50 and p95, 30 days',
    'hourly rollup with buckets',
    `SELECT state, bucket, sum(n) FROM shape_rollup WHERE hour * 3600000 ${MONTH} GROUP BY state, bucket`,
  ],
  [
    'overview: worst states of all machines, 30 days',
    'from visits',
    `SELECT state, outcome, count(*) FROM current_visits
       WHERE (outcome IN (2, 3) OR is_recovered) AND ended_at ${MONTH} GROUP BY state, outcome`,
  ],
  [
    'overview: worst states of all machines, 30 days',
    'from a table of failures (chosen)',
    `SELECT state, kind, error, count(*) FROM current_failures WHERE ended_at ${MONTH} GROUP BY state, kind, error`,
  ],
];

/** Tables that the other shapes would keep; each line of the answer tells what making one costs. */
const TABLES: readonly (readonly [string, string])[] = [
  ['shape_current', 'SELECT * FROM current_executions ORDER BY started_at, key'],
  ['shape_sorted', 'SELECT * FROM current_visits ORDER BY machine, ended_at'],
  ['shape_arrival', 'SELECT * FROM current_visits ORDER BY history, visit'],
  [
    'shape_rollup',
    `SELECT ended_at // 3600000 AS hour, machine, state, outcome, bucket, count(*) AS n FROM current_visits
       GROUP BY ALL ORDER BY machine, hour`,
  ],
];

const dataDirectory = mkdtempSync(join(tmpdir(), 'statelens-shapes-'));
try {
  cpSync(join(values.data, 'index'), join(dataDirectory, 'index'), {
    recursive: true,
    filter: (path) => !path.endsWith('lock'),
  });
  const directory = prepareIndexDirectory(dataDirectory);
  const open = await openDatabase(directory, DEFAULT_LIMITS);
  const run = (sql: string) => inTransaction(open.writer, (session) => session.run(sql));
  for (const [table, sql] of TABLES) {
    const startedAtMs = performance.now();
    await run(`CREATE TABLE ${table} AS ${sql}`);
    await open.writer.run('CHECKPOINT');
    const ms = rounded(performance.now() - startedAtMs);
    const size = await open.writer.runAndReadAll(
      `SELECT (SELECT count(*) FROM ${table})::INTEGER AS rows, (count(DISTINCT block_id) * 262144)::DOUBLE AS bytes
       FROM pragma_storage_info('${table}') WHERE persistent`,
    );
    printResult('store-shapes', {
      made: table,
      ms,
      ...size.getRowObjectsJson()[0],
      rssMb: Math.round(process.memoryUsage.rss() / 2 ** 20),
    });
  }
  for (const [question, shape, sql] of SHAPES) {
    printResult('store-shapes', { question, shape, ...(await measure(Number(values.rounds), () => run(sql))) });
  }
  closeDatabase(open);
} finally {
  rmSync(dataDirectory, { recursive: true, force: true });
}
