/**
 * Who may import whom. Each row reads "from any of these places, any of those may be imported"; a place may always
 * import from its own row. A place is a folder, or a file without its ending: `lib/server/errors` covers `errors.ts`,
 * `errors.test.ts` and `errors/…`. Where places overlap (`app/api` lies in `app`) the one named first owns the file.
 * `components/<feature>` stands for each folder apart, so that no feature imports another.
 *
 * `boundary-rules.ts` turns this into rules; `boundaries.test.ts` plants a bad import for every kind of rule.
 */
export type BoundaryRow = {
  readonly from: readonly string[];
  readonly may: readonly string[];
  /** No package and no Node built-in either: no clock, randomness, environment, I/O or React can get in. */
  readonly pure?: true;
};

const SHARED_SERVER = ['lib/server/errors', 'lib/server/logger', 'lib/server/ports'] as const;
/** What boot and the container are made of: each reads or prepares one thing, before any request. */
const BOOT_STEPS = [
  'lib/server/config',
  'lib/server/endpoint-address',
  'lib/server/reachable-addresses',
  'lib/server/packages',
  'lib/server/shutdown',
  'lib/server/system-clock',
] as const;
const WHOLE_SERVER = [
  ...SHARED_SERVER,
  ...BOOT_STEPS,
  'lib/server/aws',
  'lib/server/store',
  'lib/server/audit',
  'lib/server/services',
  'lib/server/sync',
  'lib/server/http',
  'lib/server/container',
  'lib/server/boot',
] as const;

export const BOUNDARY_TABLE: readonly BoundaryRow[] = [
  { from: ['lib/base'], may: [], pure: true },
  { from: ['lib/domain'], may: ['lib/base'], pure: true },
  { from: ['lib/view', 'lib/contract'], may: ['lib/base', 'lib/domain'] },
  { from: ['lib/client'], may: ['lib/base', 'lib/domain', 'lib/contract'] },

  { from: SHARED_SERVER, may: ['lib/base', 'lib/domain', 'lib/contract'] },
  {
    from: BOOT_STEPS,
    may: ['lib/base', 'lib/domain', 'lib/contract', ...SHARED_SERVER],
  },
  {
    from: ['lib/server/aws', 'lib/server/store', 'lib/server/audit'],
    may: ['lib/base', 'lib/domain', ...SHARED_SERVER],
  },
  {
    from: ['lib/server/services', 'lib/server/sync'],
    may: ['lib/base', 'lib/domain', 'lib/contract', ...SHARED_SERVER],
  },
  { from: ['lib/server/http'], may: ['lib/contract', 'lib/server/errors', 'lib/server/logger'] },
  // The container alone sees the whole server; boot reads the environment once and makes the container.
  {
    from: ['lib/server/container', 'lib/server/boot'],
    may: ['lib/base', 'lib/domain', 'lib/contract', ...WHOLE_SERVER],
  },

  { from: ['components/ui'], may: ['lib/base'] },
  { from: ['components/charts'], may: ['lib/base', 'lib/view', 'components/ui'] },
  {
    from: ['components/<feature>'],
    may: ['lib/base', 'lib/domain', 'lib/view', 'lib/contract', 'lib/client', 'components/ui', 'components/charts'],
  },

  // These answer machines, as the API does.
  {
    from: ['app/api', 'app/healthz', 'app/metrics', 'app/readyz'],
    may: ['lib/server/http', 'lib/server/container', 'lib/contract'],
  },
  {
    from: ['app'],
    may: [
      'components/ui',
      'components/charts',
      'components/<feature>',
      'lib/client',
      'lib/contract',
      'lib/server/container',
    ],
  },
  { from: ['proxy', 'instrumentation'], may: WHOLE_SERVER },

  { from: ['lib/testing'], may: ['lib/base', 'lib/domain', 'lib/contract', 'lib/server/ports'] },
  { from: ['lib/local-aws'], may: ['lib/base'] },
  { from: ['e2e'], may: ['lib/base', 'lib/domain', 'lib/contract', 'lib/testing', 'lib/local-aws'] },
  {
    from: ['lib/dev'],
    may: ['lib/base', 'lib/domain', 'lib/contract', 'lib/testing', 'lib/local-aws', ...WHOLE_SERVER],
  },

  // Configuration that its tool finds at the root only.
  { from: ['next.config', 'postcss.config'], may: [] },
];

/** What a test (`*.test.ts`) may import beyond its row. */
export const TESTS_MAY = ['lib/testing'] as const;

/** Packages that have one home. A name ending in a slash is a scope. */
export const PACKAGE_HOMES: readonly { readonly package: string; readonly home: readonly string[] }[] = [
  // The peer tests speak to what stands in for AWS past the product.
  { package: '@aws-sdk/', home: ['lib/server/aws', 'lib/dev/peer'] },
  { package: '@duckdb/', home: ['lib/server/store'] },
  { package: '@dagrejs/', home: ['lib/server/services'] },
  { package: 'prom-client', home: ['lib/server/services'] },
  { package: 'recharts', home: ['components/charts'] },
  { package: 'zod', home: ['lib/contract', 'lib/server'] },
];

/** Packages for tests (`*.test.ts`, `e2e`, `lib/testing`, `lib/dev`) and nothing else. */
export const TEST_PACKAGES = ['vitest', 'fast-check', '@playwright/', '@axe-core/', 'aws-sdk-client-mock'] as const;
export const TEST_PLACES = ['lib/testing', 'lib/dev', 'e2e'] as const;
