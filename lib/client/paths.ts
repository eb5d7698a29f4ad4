/** Every address of the product. Nothing else builds a link or encodes an ARN. */

export const PAGES = [
  { id: 'overview', path: '/', label: 'Overview', key: 'o' },
  { id: 'hotspots', path: '/hotspots', label: 'Hotspots', key: 'h' },
  { id: 'executions', path: '/executions', label: 'Executions', key: 'e' },
  { id: 'approvals', path: '/approvals', label: 'Approvals', key: 'a' },
  { id: 'settings', path: '/settings', label: 'Settings', key: 's' },
] as const;

export type Page = (typeof PAGES)[number];
export type PageId = Page['id'];

/** The page of one execution. `arn` is its full text; a map-run child's holds a `/`. */
export function executionPath(arn: string): string {
  return `/executions/${encodeURIComponent(arn)}`;
}

/** The page of one execution with one of its visits selected. */
export function executionVisitPath(arn: string, visit: number): string {
  return withQuery(executionPath(arn), toQueryText({ row: String(visit) }));
}

/** The list of executions under these filters, named as `lib/client/execution-filter.ts` reads them. */
export function executionsPath(filter: QueryValues): string {
  return withQuery('/executions', toQueryText(filter));
}

/** The approvals, with one of them open. `id` is that of `approvalId`. */
export function approvalsPath(id: string): string {
  return withQuery('/approvals', toQueryText({ id }));
}

/** The decisions that were made here. */
export function decisionsPath(): string {
  return withQuery('/approvals', toQueryText({ view: 'decided' }));
}

/** A wait as an address carries it: the id of its event, then the ARN of its execution. */
export function approvalId(executionArn: string, eventId: number): string {
  return `${eventId}.${executionArn}`;
}

/** Reads such an id; null where it is none. */
export function parseApprovalId(id: string): { readonly executionArn: string; readonly eventId: number } | null {
  const [, eventId, executionArn] = /^([1-9]\d{0,8})\.(arn:.+)$/.exec(id) ?? [];
  return eventId === undefined || executionArn === undefined ? null : { executionArn, eventId: Number(eventId) };
}

/** The page of one state machine, version or alias. `arn` is its full text. */
export function machinePath(arn: string): string {
  return `/machines/${encodeURIComponent(arn)}`;
}

/** The page of one state machine with one of its states selected. */
export function machineStatePath(arn: string, state: string): string {
  return withQuery(machinePath(arn), toQueryText({ state }));
}

/** The ARN in a path segment as the router hands it over (still encoded); `null` if the encoding is broken. */
export function decodeArnSegment(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

/** Adds the query that pages share (the time range), so that a link keeps it. `query` is without `?`, or empty. */
export function withQuery(path: string, query: string): string {
  return query === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${query}`;
}

/** Which entry of the navigation a path belongs to; machines belong to Hotspots, one execution to Executions. */
export function pageOfPath(path: string): PageId | null {
  if (path.startsWith('/machines/')) return 'hotspots';
  const page = PAGES.find((candidate) => candidate.path === path || path.startsWith(`${candidate.path}/`));
  return page?.id ?? null;
}

/** Members of a query: a list repeats its name, `null` is left out. */
export type QueryValues = Readonly<Record<string, string | readonly string[] | null>>;

/** The address of a resource of our API. Each segment is encoded, so that an ARN is one of them. */
export function apiPath(segments: readonly string[], query: QueryValues = {}): string {
  return withQuery(`/api/v1/${segments.map(encodeURIComponent).join('/')}`, toQueryText(query));
}

/** The text of a query, without `?`. */
function toQueryText(query: QueryValues): string {
  const pairs = Object.entries(query).flatMap(([name, value]) => {
    if (value === null) return [];
    return typeof value === 'string' ? [[name, value]] : value.map((item) => [name, item]);
  });
  return new URLSearchParams(pairs).toString();
}
