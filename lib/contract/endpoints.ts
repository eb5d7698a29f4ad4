import type { z } from 'zod';
import { connectionsResponse } from './connections';
import { definitionResponse, getDefinitionRequest } from './definition';
import { eventPayloadResponse, eventsResponse, getEventPayloadRequest, listEventsRequest } from './events';
import { executionResponse, executionsResponse, getExecutionRequest, listExecutionsRequest } from './executions';
import { getMachineRequest, listMachinesRequest, machineResponse, machinesResponse } from './machines';
import { noInput } from './no-input';
import { getOverviewRequest, overviewResponse } from './overview';
import { syncResponse } from './sync';
import { getTimelineRequest, timelineResponse } from './timeline';

/** One address of the public API: what it takes and what it answers. */
export type Endpoint = {
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
    path: '/connections',
    operation: 'listConnections',
    summary: 'Accounts and regions that are read, whether reading them works, and what to do where it does not',
    request: noInput,
    response: connectionsResponse,
    canBeMissing: false,
  },
  {
    path: '/sync',
    operation: 'getSync',
    summary: 'How far reading AWS has come and how fresh it is, per connection',
    request: noInput,
    response: syncResponse,
    canBeMissing: false,
  },
  {
    path: '/overview',
    operation: 'getOverview',
    summary: 'Failed, timed out, running, waiting and redrivable executions of a window, and what keeps data away',
    request: getOverviewRequest,
    response: overviewResponse,
    canBeMissing: false,
  },
  {
    path: '/machines',
    operation: 'listMachines',
    summary: 'State machines with their figures of a window, worst first',
    request: listMachinesRequest,
    response: machinesResponse,
    canBeMissing: false,
  },
  {
    path: '/machines/{arn}',
    operation: 'getMachine',
    summary: 'One state machine with its figures of a window',
    request: getMachineRequest,
    response: machineResponse,
    canBeMissing: true,
  },
  {
    path: '/executions',
    operation: 'listExecutions',
    summary: 'Executions that started in a window, filtered, sorted and paged',
    request: listExecutionsRequest,
    response: executionsResponse,
    canBeMissing: false,
  },
  {
    path: '/executions/{arn}',
    operation: 'getExecution',
    summary: 'One execution without payloads; read from AWS now where the index does not know it',
    request: getExecutionRequest,
    response: executionResponse,
    canBeMissing: true,
  },
  {
    path: '/executions/{arn}/timeline',
    operation: 'getTimeline',
    summary: 'Visits, attempts, iterations and waits of an execution, or what changed of them since a version',
    request: getTimelineRequest,
    response: timelineResponse,
    canBeMissing: true,
  },
  {
    path: '/executions/{arn}/events',
    operation: 'listEvents',
    summary: 'Events of an execution without payloads, oldest first, filtered and paged',
    request: listEventsRequest,
    response: eventsResponse,
    canBeMissing: true,
  },
  {
    path: '/executions/{arn}/events/{id}/payload',
    operation: 'getEventPayload',
    summary: 'Input, output, parameters, error and cause of one event; task tokens are hidden',
    request: getEventPayloadRequest,
    response: eventPayloadResponse,
    canBeMissing: true,
  },
  {
    path: '/executions/{arn}/definition',
    operation: 'getDefinition',
    summary: 'The Amazon States Language text that an execution ran with',
    request: getDefinitionRequest,
    response: definitionResponse,
    canBeMissing: true,
  },
];
