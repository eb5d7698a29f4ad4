import 'server-only';
import { resolve } from 'node:path';
import { headers } from 'next/headers';
import type { About } from '@/lib/contract/about';
import { type Caller, localActions, localCaller } from '@/lib/domain/access';
import type { Config } from './config';
import { toRefusalError } from './http/answers';
import { checkEdge, type EdgeSettings, toEdgeRequest } from './http/edge';
import { createRoute } from './http/route';
import type { Logger } from './logger';
import type { InstalledProduct } from './packages';
import { type AboutRequest, getAbout } from './services/get-about';
import type { Lifecycle } from './shutdown';

/** Everything the process holds once: built by `boot()`, asked for by routes, pages and the proxy. */
export type Container = {
  readonly edge: EdgeSettings;
  readonly log: Logger;
  readonly lifecycle: Lifecycle;
  readonly services: Services;
};

/** The services with their dependencies filled in: what pages and routes call. */
export type Services = { readonly getAbout: (request: AboutRequest) => About };

type Parts = {
  readonly config: Config;
  readonly log: Logger;
  readonly lifecycle: Lifecycle;
  readonly product: InstalledProduct;
};

// Pages, routes and the proxy are separate bundles with a copy of this module each; the process has one such slot.
const slot: unique symbol = Symbol.for('statelens.container');
const holder: typeof globalThis & { [slot]?: Container } = globalThis;

export function createContainer({ config, log, lifecycle, product }: Parts): Container {
  const about: About = {
    ...product,
    nodeVersion: process.versions.node,
    mode: config.mode,
    readOnly: config.readOnly,
    bindAddress: `${config.bindAddress}:${config.port}`,
    dataDirectory: resolve(config.dataDirectory),
  };
  const switches = localActions(config.readOnly);
  return {
    edge: { port: config.port },
    log,
    lifecycle,
    services: { getAbout: (request) => getAbout({ about, switches }, request) },
  };
}

/** Fills the slot. Called once, by `boot()`. */
export function installContainer(container: Container): void {
  holder[slot] = container;
}

/** The container of this process. Throws before `boot()` has finished, which no request does. */
export function container(): Container {
  const installed = holder[slot];
  if (installed === undefined) throw new Error('The server has not been started: boot() did not run.');
  return installed;
}

/** Wraps a route handler: `export const GET = route(schema, ({ input, caller, services }) => …)`. */
export const route = createRoute(() => {
  const { edge, log, lifecycle, services } = container();
  return { edge, log, scope: { caller: localCaller, lifecycle, services } };
});

/**
 * Who asks for the page that is being rendered. Throws if the request did not name our own address, so that a page
 * shows nothing to a rebound name even where `proxy.ts` is missing (A6).
 */
export async function pageCaller(): Promise<Caller> {
  const refusal = checkEdge(toEdgeRequest('GET', await headers()), container().edge);
  if (refusal !== null) throw toRefusalError(refusal);
  return localCaller;
}
