import { lambdaFails, type MachineScript, succeeds } from '../engine/task-script';
import { MEDIA } from '../places';
import type { Random } from '../random';
import { LAMBDA_SERVICE_RETRY, lambdaArn, type MachinePlan, type Start } from './machine-plan';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

function task(functionName: string, next: string) {
  return {
    Type: 'Task',
    Resource: lambdaArn(functionName, MEDIA),
    ResultPath: `$.${functionName.split('-').at(-1)}`,
    Retry: [
      { ErrorEquals: ['Search.Busy'], IntervalSeconds: 2, MaxAttempts: 4, BackoffRate: 2, JitterStrategy: 'FULL' },
      LAMBDA_SERVICE_RETRY,
    ],
    Next: next,
  };
}

/** @param beforeIndexing what runs between reading and indexing */
function definition(beforeIndexing: Readonly<Record<string, object>>, first: string) {
  return {
    Comment: 'Brings changes of the catalogue into the search index',
    StartAt: 'ReadChanges',
    TimeoutSeconds: 900,
    States: {
      ReadChanges: task('catalogue-changes', 'HasChanges'),
      HasChanges: {
        Type: 'Choice',
        Choices: [{ Variable: '$.changes.count', NumericEquals: 0, Next: 'NothingChanged' }],
        Default: first,
      },
      NothingChanged: { Type: 'Succeed' },
      ...beforeIndexing,
      IndexDocuments: task('search-indexed', 'SwapAlias'),
      SwapAlias: task('search-alias', 'SearchIsFresh'),
      SearchIsFresh: { Type: 'Succeed' },
    },
  };
}

const SCRIPT: MachineScript = {
  ReadChanges: ({ random }) =>
    succeeds(random.latencyMs(420), { count: random.chance(0.12) ? 0 : random.between(3, 4_000) }),
  IndexDocuments: ({ random }) => index(random, 0.012),
  SwapAlias: ({ random }) => succeeds(random.latencyMs(160), { swapped: true }),
};

/** The revision of yesterday: documents are translated first, and the index does not know some of the new fields. */
const REVISED_SCRIPT: MachineScript = {
  ...SCRIPT,
  TranslateTexts: ({ random }) => succeeds(random.latencyMs(3_100, 0.5), { languages: ['de', 'fr', 'pt'] }),
  IndexDocuments: ({ random }) => index(random, 0.24),
};

/** A machine whose new revision made one state fail more, so that a regression can be seen. */
export const CATALOGUE_SEARCH: MachinePlan = {
  name: 'catalogue-search-refresh',
  place: MEDIA,
  type: 'STANDARD',
  definition: definition({}, 'IndexDocuments'),
  script: SCRIPT,
  logs: { level: 'OFF', includeExecutionData: false, group: null },
  tags: { team: 'discovery' },
  versions: [{ name: '11', createdMs: Date.UTC(2026, 5, 3, 8, 12) }],
  aliases: [{ name: 'live', createdMs: Date.UTC(2026, 5, 3, 8, 13) }],
  qualifier: 'live',
  revision: {
    definition: definition({ TranslateTexts: task('catalogue-texts', 'IndexDocuments') }, 'TranslateTexts'),
    script: REVISED_SCRIPT,
    publish: true,
    alias: 'live',
    atMs: (nowMs) => nowMs - (nowMs % DAY_MS) - DAY_MS + (9 * 60 + 40) * MINUTE_MS,
  },
  toStart,
  arrivals: [{ gapMs: (random) => random.between(19, 21) * MINUTE_MS }],
};

function index(random: Random, conflicts: number) {
  if (random.chance(conflicts)) {
    return lambdaFails(
      random.latencyMs(2_700),
      'Search.MappingConflict',
      `mapper [texts.${random.pick(['de', 'fr', 'pt'])}.care] cannot be changed from type [keyword] to [text]`,
      ['at bulk (/var/task/search-indexed.js:64:13)'],
    );
  }
  if (random.chance(0.04)) {
    return lambdaFails(random.latencyMs(900), 'Search.Busy', 'HTTP 429: too many bulk requests', [
      'at bulk (/var/task/search-indexed.js:58:15)',
    ]);
  }
  return succeeds(random.latencyMs(5_400, 0.5), { indexed: random.between(3, 4_000) });
}

function toStart(random: Random, nowMs: number): Start {
  const minute = new Date(nowMs).toISOString().slice(0, 16).replace(/\D/g, '');
  return {
    name: `refresh-${minute}-${random.hex(4)}`,
    input: { since: new Date(nowMs - 20 * MINUTE_MS).toISOString() },
  };
}
