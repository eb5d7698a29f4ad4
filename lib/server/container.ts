import 'server-only';
import { resolve } from 'node:path';
import { headers } from 'next/headers';
import type { About } from '@/lib/contract/about';
import type { DecideInput, GetApprovalInput, ListApprovalsInput, ListAuditInput } from '@/lib/contract/approvals';
import type { GetDefinitionInput } from '@/lib/contract/definition';
import type { GetDurationsInput } from '@/lib/contract/durations';
import type { GetEventPayloadInput, ListEventsInput } from '@/lib/contract/events';
import type { GetExecutionInput, ListExecutionsInput } from '@/lib/contract/executions';
import type { ListFailuresInput } from '@/lib/contract/failures';
import type { GetExecutionGraphInput, GetMachineGraphInput } from '@/lib/contract/graph';
import type { GetHotspotsInput, ListHotspotsInput } from '@/lib/contract/hotspots';
import type { GetMachineInput, ListMachinesInput } from '@/lib/contract/machines';
import type { GetMapRunInput, ListMapRunExecutionsInput } from '@/lib/contract/map-runs';
import type { GetMatrixInput } from '@/lib/contract/matrix';
import type { GetOverviewInput } from '@/lib/contract/overview';
import type { GetTimelineInput } from '@/lib/contract/timeline';
import { type Caller, localActions, localCaller } from '@/lib/domain/access';
import type { Config } from './config';
import { toRefusalError } from './http/answers';
import { checkEdge, type EdgeSettings, toEdgeRequest } from './http/edge';
import { createRoute } from './http/route';
import type { Logger } from './logger';
import type { InstalledProduct } from './packages';
import type { AuditLog } from './ports/audit';
import type { AwsConnections } from './ports/aws';
import type { IndexStore } from './ports/index-store';
import { createActionLimit } from './services/action-limit';
import { createCourseCache } from './services/course-cache';
import { decide } from './services/decide';
import { createExecutionLinks } from './services/execution-links';
import { type AboutRequest, getAbout } from './services/get-about';
import { getApproval } from './services/get-approval';
import { getDefinition } from './services/get-definition';
import { getDurations } from './services/get-durations';
import { getEventPayload } from './services/get-event-payload';
import { getExecution } from './services/get-execution';
import { getExecutionGraph } from './services/get-execution-graph';
import { getHotspots } from './services/get-hotspots';
import { getIndexFacts } from './services/get-index-facts';
import { getMachine } from './services/get-machine';
import { getMachineGraph } from './services/get-machine-graph';
import { getMapRun } from './services/get-map-run';
import { getMatrix } from './services/get-matrix';
import { createGetOpenApi } from './services/get-open-api';
import { getOverview } from './services/get-overview';
import { getSync } from './services/get-sync';
import { getTimeline } from './services/get-timeline';
import { createGraphCache } from './services/graph/graph-cache';
import { listApprovals } from './services/list-approvals';
import { listAudit } from './services/list-audit';
import { listConnections } from './services/list-connections';
import { listEvents } from './services/list-events';
import { listExecutions } from './services/list-executions';
import { listFailures } from './services/list-failures';
import { listHotspots } from './services/list-hotspots';
import { listMachines } from './services/list-machines';
import { listMapRunExecutions } from './services/list-map-run-executions';
import { createMapRuns } from './services/map-runs';
import { createGetMetrics } from './services/metrics/create-metrics';
import type { By, ServiceDependencies } from './services/service-dependencies';
import { createDecisionSettler, type DecisionSettler } from './services/settle-decisions';
import { createTaskFacts } from './services/task-facts';
import type { Lifecycle } from './shutdown';
import type { Reading } from './sync/reading';

/** Everything the process holds once: built by `boot()`, asked for by routes, pages and the proxy. */
export type Container = {
  readonly edge: EdgeSettings;
  readonly log: Logger;
  readonly lifecycle: Lifecycle;
  readonly services: Services;
  /** Finds out what came of decisions whose answer was lost: woken at start, and stopped with the reading. */
  readonly settler: DecisionSettler;
};

/** The services with their dependencies filled in: what pages and routes call. */
export type Services = ReturnType<typeof createServices>;

type Parts = {
  readonly config: Config;
  readonly log: Logger;
  readonly lifecycle: Lifecycle;
  readonly product: InstalledProduct;
  readonly index: IndexStore;
  readonly audit: AuditLog;
  readonly connections: AwsConnections;
  readonly reading: Reading;
};

// Pages, routes and the proxy are separate bundles with a copy of this module each; the process has one such slot.
const slot: unique symbol = Symbol.for('statelens.container');
const holder: typeof globalThis & { [slot]?: Container } = globalThis;

export function createContainer(parts: Parts): Container {
  const { config, log, lifecycle } = parts;
  const deps = createDependencies(parts);
  const settler = createDecisionSettler(deps);
  return { edge: { port: config.port }, log, lifecycle, services: createServices(parts, deps, settler), settler };
}

function createDependencies({ config, index, audit, connections, reading, log }: Parts) {
  const mapRuns = createMapRuns(connections, reading.clock);
  const read: ServiceDependencies = {
    index,
    connections,
    sync: reading.sync,
    reader: reading.reader,
    contextOf: reading.catalogue.contextOf,
    courses: createCourseCache(),
    graphs: createGraphCache(),
    links: createExecutionLinks(connections, mapRuns, reading.clock),
    mapRuns,
    clock: reading.clock,
    switches: localActions(config.readOnly),
    awsEndpoint: config.awsEndpoint,
  };
  const actionLimit = createActionLimit(reading.clock);
  return { ...read, audit, log, actionLimit, taskFacts: createTaskFacts(connections, reading.clock) };
}

type Dependencies = ReturnType<typeof createDependencies>;

function createServices({ config, product }: Parts, deps: Dependencies, settler: DecisionSettler) {
  const about: About = {
    ...product,
    nodeVersion: process.versions.node,
    mode: config.mode,
    readOnly: config.readOnly,
    bindAddress: `${config.bindAddress}:${config.port}`,
    dataDirectory: resolve(config.dataDirectory),
  };
  const approvals = { ...deps, onUnsettled: settler.wake };
  const openApi = createGetOpenApi(product.version);
  return {
    getAbout: (request: AboutRequest) => getAbout({ about, switches: deps.switches }, request),
    getMetrics: createGetMetrics({ ...deps, token: config.metricsToken, version: product.version }),
    getOpenApi: (request: By<object>) => openApi(deps, request),
    listConnections: (request: By<object>) => listConnections(deps, request),
    getIndexFacts: (request: By<object>) => getIndexFacts({ ...deps, keepDays: config.keepDays }, request),
    getSync: (request: By<object>) => getSync(deps, request),
    getOverview: (request: By<GetOverviewInput>) => getOverview(deps, request),
    listMachines: (request: By<ListMachinesInput>) => listMachines(deps, request),
    getMachine: (request: By<GetMachineInput>) => getMachine(deps, request),
    getDurations: (request: By<GetDurationsInput>) => getDurations(deps, request),
    getMachineGraph: (request: By<GetMachineGraphInput>) => getMachineGraph(deps, request),
    getHotspots: (request: By<GetHotspotsInput>) => getHotspots(deps, request),
    getMatrix: (request: By<GetMatrixInput>) => getMatrix(deps, request),
    listFailures: (request: By<ListFailuresInput>) => listFailures(deps, request),
    listHotspots: (request: By<ListHotspotsInput>) => listHotspots(deps, request),
    listExecutions: (request: By<ListExecutionsInput>) => listExecutions(deps, request),
    getExecution: (request: By<GetExecutionInput>) => getExecution(deps, request),
    getTimeline: (request: By<GetTimelineInput>) => getTimeline(deps, request),
    listEvents: (request: By<ListEventsInput>) => listEvents(deps, request),
    getEventPayload: (request: By<GetEventPayloadInput>) => getEventPayload(deps, request),
    getDefinition: (request: By<GetDefinitionInput>) => getDefinition(deps, request),
    getExecutionGraph: (request: By<GetExecutionGraphInput>) => getExecutionGraph(deps, request),
    getMapRun: (request: By<GetMapRunInput>) => getMapRun(deps, request),
    listMapRunExecutions: (request: By<ListMapRunExecutionsInput>) => listMapRunExecutions(deps, request),
    listApprovals: (request: By<ListApprovalsInput>) => listApprovals(approvals, request),
    getApproval: (request: By<GetApprovalInput>) => getApproval(approvals, request),
    decide: (request: By<DecideInput>) => decide(approvals, request),
    listAudit: (request: By<ListAuditInput>) => listAudit(deps, request),
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
