import type { IForbiddenRuleType } from 'dependency-cruiser';
import {
  BOUNDARY_TABLE,
  type BoundaryRow,
  PACKAGE_HOMES,
  TEST_PACKAGES,
  TEST_PLACES,
  TESTS_MAY,
} from './boundary-table';

const TEST_FILE = String.raw`\.test\.tsx?$`;

/** Every place of the table, in the order in which they claim files. */
const PLACES: readonly string[] = BOUNDARY_TABLE.flatMap((row) => row.from);

/** The rules of dependency-cruiser that the table stands for. Every rule's name says what was refused. */
export function boundaryRules(): IForbiddenRuleType[] {
  return [
    ...BOUNDARY_TABLE.flatMap(rowRules),
    ...PACKAGE_HOMES.map(packageHomeRule),
    testPackagesRule(),
    { name: 'import cannot be resolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'circular import', severity: 'error', from: {}, to: { circular: true } },
  ];
}

function rowRules(row: BoundaryRow): IForbiddenRuleType[] {
  return row.from.flatMap((from) => {
    const refused = PLACES.filter((to) => to !== from && !row.from.includes(to) && !row.may.includes(to));
    return [
      ...refused.map((to) => refusePlace(from, to)),
      ...(from.endsWith('/<feature>') ? [refuseOtherFeatures(from)] : []),
      ...(row.pure ? [refusePackages(from)] : []),
    ];
  });
}

function refusePlace(from: string, to: string): IForbiddenRuleType {
  const testsMay = TESTS_MAY.some((place) => place === to);
  return {
    name: `${from} must not import ${to}`,
    severity: 'error',
    from: { path: pattern(from), pathNot: [...claimedBefore(from), ...(testsMay ? [TEST_FILE] : [])] },
    to: { path: pattern(to), pathNot: claimedBefore(to) },
  };
}

function refuseOtherFeatures(from: string): IForbiddenRuleType {
  const folder = from.replace('/<feature>', '');
  return {
    name: `${from} must not import another feature`,
    severity: 'error',
    from: { path: `^${folder}/([^/]+)/`, pathNot: claimedBefore(from) },
    to: { path: pattern(from), pathNot: [...claimedBefore(from), `^${folder}/$1/`] },
  };
}

function refusePackages(from: string): IForbiddenRuleType {
  return {
    name: `${from} must not import packages or Node built-ins`,
    severity: 'error',
    from: { path: pattern(from), pathNot: [TEST_FILE] },
    to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown', 'core'] },
  };
}

function packageHomeRule({ package: name, home }: (typeof PACKAGE_HOMES)[number]): IForbiddenRuleType {
  return {
    name: `${name.replace(/\/$/, '/*')} may be imported in ${home.join(' and ')} only`,
    severity: 'error',
    from: { pathNot: ['^node_modules/', ...home.map(pattern)] },
    to: { path: packagePatterns(name) },
  };
}

function testPackagesRule(): IForbiddenRuleType {
  return {
    name: 'test packages may be imported by tests only',
    severity: 'error',
    from: { pathNot: ['^node_modules/', TEST_FILE, ...TEST_PLACES.map(pattern)] },
    to: { path: TEST_PACKAGES.flatMap(packagePatterns) },
  };
}

/** Whether a row of the table owns a file. One that none owns has no rules, so it is refused as such. */
export function isOwned(file: string): boolean {
  return PLACES.some((place) => new RegExp(pattern(place)).test(file));
}

/** The files of a place, as a regular expression. */
function pattern(place: string): string {
  if (place.endsWith('/<feature>')) return `^${place.replace('<feature>', '[^/]+')}/`;
  return `^${place.replaceAll('.', String.raw`\.`)}(/|\\.[^/]+$)`;
}

/** The patterns of overlapping places that come earlier in the table and so own their files. */
function claimedBefore(place: string): string[] {
  const folder = place.replace('<feature>', '');
  return PLACES.slice(0, PLACES.indexOf(place))
    .filter((other) => other.startsWith(folder.endsWith('/') ? folder : `${folder}/`))
    .map(pattern);
}

/** Matches a package in node_modules, and by its bare name when it is not installed. */
function packagePatterns(name: string): string[] {
  const end = name.endsWith('/') ? '' : '(/|$)';
  return [`^node_modules/${name}${end}`, `^${name}${end}`];
}
