import 'server-only';
import { createHash, timingSafeEqual } from 'node:crypto';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { AppError } from '@/lib/server/errors';
import type { ServiceDependencies } from '@/lib/server/services/service-dependencies';
import { addBudgetMetrics } from './budget-metrics';
import { addReadingMetrics } from './reading-metrics';

/** Metrics in the text format of Prometheus, and the media type that names its version. */
export type MetricsText = { readonly text: string; readonly contentType: string };

/** What a scraper presented: the `Authorization` header as it came, null where there was none. */
export type MetricsRequest = { readonly authorization: string | null };

export type MetricsDependencies = Pick<ServiceDependencies, 'connections' | 'sync' | 'clock'> & {
  /** `STATELENS_METRICS_TOKEN`; null turns metrics off. */
  readonly token: string | null;
  readonly version: string;
};

/**
 * The service behind `GET /metrics` (E9). It has no caller: the token is a credential for this and nothing else, in every
 * mode. Figures are taken from what the server knows when they are asked for. Asks AWS nothing.
 */
export function createGetMetrics(deps: MetricsDependencies): (request: MetricsRequest) => Promise<MetricsText> {
  const { token } = deps;
  if (token === null) {
    return async () => {
      throw new AppError('not-found', 'Metrics are off. STATELENS_METRICS_TOKEN turns them on.');
    };
  }
  const expected = hashOf(token);
  const registry = createRegistry(deps);
  return async ({ authorization }) => {
    const given = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    // Hashes are of one length and tell nothing of how much of the token was right.
    if (given === undefined || !timingSafeEqual(hashOf(given), expected))
      throw new AppError('unauthenticated', 'Send the token of STATELENS_METRICS_TOKEN as Authorization: Bearer.');
    return { text: await registry.metrics(), contentType: registry.contentType };
  };
}

/** One of its own for each server: the one that the package shares would hold the figures of all. */
function createRegistry(deps: MetricsDependencies): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  addReadingMetrics(registry, deps);
  addBudgetMetrics(registry, deps.connections);
  return registry;
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}
