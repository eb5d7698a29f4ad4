import type { z } from 'zod';
import {
  approvalResponse,
  approvalsResponse,
  auditResponse,
  decideRequest,
  decideResponse,
  getApprovalRequest,
  listApprovalsRequest,
  listAuditRequest,
} from './approvals';
import { connectionsResponse } from './connections';
import { definitionResponse, getDefinitionRequest } from './definition';
import { durationsResponse, getDurationsRequest } from './durations';
import { eventPayloadResponse, eventsResponse, getEventPayloadRequest, listEventsRequest } from './events';
import { executionResponse, executionsResponse, getExecutionRequest, listExecutionsRequest } from './executions';
import { failuresResponse, listFailuresRequest } from './failures';
import { getExecutionGraphRequest, getMachineGraphRequest, graphResponse } from './graph';
import { getHotspotsRequest, hotspotsResponse, listHotspotsRequest, machineHotspotsResponse } from './hotspots';
import { getMachineRequest, listMachinesRequest, machineResponse, machinesResponse } from './machines';
import { getMapRunRequest, listMapRunExecutionsRequest, mapRunExecutionsResponse, mapRunResponse } from './map-runs';
import { getMatrixRequest, matrixResponse } from './matrix';
import { noInput } from './no-input';
import { getOverviewRequest, overviewResponse } from './overview';
import { syncResponse } from './sync';
import { getTimelineRequest, timelineResponse } from './timeline';

/** One address of the public API: what it takes and what it answers. */
export type Endpoint = {
  /** `post`: it changes something in AWS, and what the path does not name comes as a JSON body. */
  readonly method: 'get' | 'post';
  /** Below `/api/v1`, parameters in braces. */
  readonly path: string;
  /** Name of the service behind it. */
  readonly operation: string;
  readonly summary: string;
  readonly request: z.ZodObject;
  readonly response: z.ZodType;
  /** What it can answer besides the errors every address has. */
  readonly canBeMissing: boolean;
};

/** Every address of the API. `openapi.json` is made from it, and a test compares it with the routes there are. */
export const ENDPOINTS: readonly Endpoint[] = [
  {
    method: 'get',
    path: '/connections',
    operation: 'listConnections',
    summary: 'Accounts and regions that are read, whether reading them works, and what to do where it does not',
    request: noInput,
    response: connectionsResponse,
    canBeMissing: false,
  },
  {
    method: 'get',
    path: '/sync',
    operation: 'getSync',
    summary: 'How far reading AWS has come and how fresh it is, per connection',
    request: noInput,
    response: syncResponse,
    canBeMissing: false,
  },
  {
    method: 'get',
    path: '/overview',
    operation: 'getOverview',
    summary: 'Failed, timed out, running, waiting and redrivable executions of a window, and what keeps data away',
    request: getOverviewRequest,
    response: overviewResponse,
    canBeMissing: false,
  },
  {
    method: 'get',
    path: '/machines',
    operation: 'listMachines',
    summary: 'State machines with their figures of a window, worst first',
    request: listMachinesRequest,
    response: machinesResponse,
    canBeMissing: false,
  },
  {
    method: 'get',
    path: '/machines/{arn}',
    operation: 'getMachine',
    summary: 'One state machine with its figures of a window',
    request: getMachineRequest,
    response: machineResponse,
    canBeMissing: true,
  },
  {
    method: 'get',
    path: '/machines/{arn}/durations',
    operation: 'getDurations',
    summary: 'How long the executions of a state machine took, by status, and when its states were retried',
    request: getDurationsRequest,
    response: durationsResponse,
    canBeMissing: true,
  },
  {
    method: 'get',
    path: '/machines/{arn}/graph',
    operation: 'getMachineGraph',
    summary: 'The present definition of a state machine, laid out for drawing',
    request: getMachineGraphRequest,
    response: graphResponse,
    canBeMissing: false,
  },
  {
    method: 'get',
    path: '/machines/{arn}/hotspots',
    operation: 'getHotspots',
    summary: 'The states of a state machine: how often they fail and retry, how long they take, with which errors',
    request: getHotspotsRequest,
    response: machineHotspotsResponse,
    canBeMissing: true,
  },
  {
    method: 'get',
    path: '/machines/{arn}/matrix',
    operation: 'getMatrix',
    summary: 'When the states of a state machine failed, were retried or slowed down: one cell for each state and hour',
    request: getMatrixRequest,
    response: matrixResponse,
    canBeMissing: true,
  },
  {
    method: 'get',
    path: '/machines/{arn}/failures',
    operation: 'listFailures',
    summary: 'The last visits of a state that failed or were caught, with their executions',
    request: listFailuresRequest,
    response: failuresResponse,
    canBeMissing: true,
  },
  {
    method: 'get',
    path: '/hotspots',
    operation: 'listHotspots',
    summary: 'The states of all state machines that fail most, or retry most, or take longest',
    request: listHotspotsRequest,
    response: hotspotsResponse,
    canBeMissing: false,
  },
  {
    method: 'get',
    path: '/executions',
    operation: 'listExecutions',
    summary: 'Executions that started in a window, filtered, sorted and paged',
    request: listExecutionsRequest,
    response: executionsResponse,
    canBeMissing: false,
  },
  {
    method: 'get',
    path: '/executions/{arn}',
    operation: 'getExecution',
    summary: 'One execution without payloads; read from AWS now where the index does not know it',
    request: getExecutionRequest,
    response: executionResponse,
    canBeMissing: true,
  },
  {
    method: 'get',
    path: '/executions/{arn}/timeline',
    operation: 'getTimeline',
    summary: 'Visits, attempts, iterations and waits of an execution, or what changed of them since a version',
    request: getTimelineRequest,
    response: timelineResponse,
    canBeMissing: true,
  },
  {
    method: 'get',
    path: '/executions/{arn}/events',
    operation: 'listEvents',
    summary: 'Events of an execution without payloads, oldest first, filtered and paged',
    request: listEventsRequest,
    response: eventsResponse,
    canBeMissing: true,
  },
  {
    method: 'get',
    path: '/executions/{arn}/events/{id}/payload',
    operation: 'getEventPayload',
    summary: 'Input, output, parameters, error and cause of one event; task tokens are hidden',
    request: getEventPayloadRequest,
    response: eventPayloadResponse,
    canBeMissing: true,
  },
  {
    method: 'get',
    path: '/executions/{arn}/definition',
    operation: 'getDefinition',
    summary: 'The Amazon States Language text that an execution ran with',
    request: getDefinitionRequest,
    response: definitionResponse,
    canBeMissing: true,
  },
  {
    method: 'get',
    path: '/executions/{arn}/graph',
    operation: 'getExecutionGraph',
    summary: 'The definition that an execution ran with, laid out for drawing',
    request: getExecutionGraphRequest,
    response: graphResponse,
    canBeMissing: true,
  },
  {
    method: 'get',
    path: '/map-runs/{arn}',
    operation: 'getMapRun',
    summary: 'One run of a Distributed Map, read from AWS now: how many of its executions are how far',
    request: getMapRunRequest,
    response: mapRunResponse,
    canBeMissing: true,
  },
  {
    method: 'get',
    path: '/map-runs/{arn}/executions',
    operation: 'listMapRunExecutions',
    summary: 'The executions that a map run started, read from AWS now, with the errors of the first that failed',
    request: listMapRunExecutionsRequest,
    response: mapRunExecutionsResponse,
    canBeMissing: true,
  },
  {
    method: 'get',
    path: '/approvals',
    operation: 'listApprovals',
    summary: 'Tasks that wait for a token or a worker, soonest deadline first; or those that were decided or expired',
    request: listApprovalsRequest,
    response: approvalsResponse,
    canBeMissing: false,
  },
  {
    method: 'get',
    path: '/approvals/{arn}/{eventId}',
    operation: 'getApproval',
    summary: 'One such task: how it stands, what happens if nobody answers, whether it can be answered here',
    request: getApprovalRequest,
    response: approvalResponse,
    canBeMissing: true,
  },
  {
    method: 'post',
    path: '/approvals/{arn}/{eventId}/decision',
    operation: 'decide',
    summary: 'Approve, reject or keep alive a waiting task; the server looks its token up, and sends once',
    request: decideRequest,
    response: decideResponse,
    canBeMissing: true,
  },
  {
    method: 'get',
    path: '/audit',
    operation: 'listAudit',
    summary: 'What was done through this server, newest first',
    request: listAuditRequest,
    response: auditResponse,
    canBeMissing: false,
  },
];
