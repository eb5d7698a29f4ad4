import 'server-only';
import type { ErrorCode } from '@/lib/contract/error';

/** What decides whether a request may come in. Nothing else of it does: forwarded headers are not even read (E3). */
export type EdgeRequest = {
  readonly method: string;
  readonly host: string | null;
  readonly secFetchSite: string | null;
  readonly origin: string | null;
  readonly contentType: string | null;
};

/** The port of our own address, which every accepted Host names. */
export type EdgeSettings = { readonly port: number };

export type EdgeRefusal = Extract<
  ErrorCode,
  'misdirected-request' | 'cross-origin' | 'unsupported-media-type' | 'method-not-allowed'
>;

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'] as const;
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
const PAGE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);
const ROUTE_PATH = /^\/(api\/|healthz$|readyz$|metrics$)/;

export function toEdgeRequest(method: string, headers: Pick<Headers, 'get'>): EdgeRequest {
  return {
    method,
    host: headers.get('host'),
    secFetchSite: headers.get('sec-fetch-site'),
    origin: headers.get('origin'),
    contentType: headers.get('content-type'),
  };
}

/**
 * Says why a request to a route is refused, or null if it may go on. Pure, and the same function in `proxy.ts` and in
 * the route wrapper, so that the answers do not depend on the proxy being there (A6).
 */
export function checkEdge(request: EdgeRequest, settings: EdgeSettings): EdgeRefusal | null {
  if (!isOurHost(request.host, settings)) return 'misdirected-request';
  if (SAFE_METHODS.has(request.method)) return null;
  if (!isSameOrigin(request)) return 'cross-origin';
  return isJson(request.contentType) ? null : 'unsupported-media-type';
}

/**
 * What `proxy.ts` asks before anything is rendered: the check above for routes, and for pages the Host and that they are
 * only read (E4). A server action is refused wherever it is sent, because we have none.
 */
export function checkAtProxy(
  request: EdgeRequest & { readonly path: string; readonly isServerAction: boolean },
  settings: EdgeSettings,
): EdgeRefusal | null {
  if (!isOurHost(request.host, settings)) return 'misdirected-request';
  if (request.isServerAction) return 'method-not-allowed';
  if (ROUTE_PATH.test(request.path)) return checkEdge(request, settings);
  return PAGE_METHODS.has(request.method) ? null : 'method-not-allowed';
}

/** Another name for our address in `Host` means a page of another site whose name was pointed at us (E1). */
function isOurHost(host: string | null, { port }: EdgeSettings): boolean {
  if (host === null) return false;
  const given = host.toLowerCase();
  return LOOPBACK_NAMES.some((name) => given === `${name}:${port}` || (port === 80 && given === name));
}

/** Browsers say where a request comes from and scripts cannot change it; clients that are no browser name our origin (E2). */
function isSameOrigin({ secFetchSite, origin, host }: EdgeRequest): boolean {
  if (secFetchSite !== null) return secFetchSite === 'same-origin';
  return origin !== null && host !== null && origin.toLowerCase() === `http://${host.toLowerCase()}`;
}

/** A form on another site cannot send this type without asking first, and we never answer that question. */
function isJson(contentType: string | null): boolean {
  return contentType !== null && contentType.split(';', 1)[0]?.trim().toLowerCase() === 'application/json';
}
