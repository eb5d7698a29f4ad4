import { z } from 'zod';
import { executionArn } from './arn-param';
import { coverage } from './coverage';
import { count, date, errorClass, eventId, executionStatus, milliseconds, stateType } from './values';

/** `GET /api/v1/executions/{arn}/timeline`. `after` is the `version` of the answer the caller holds. */
export const getTimelineRequest = z.object({ arn: executionArn, after: z.string().max(128).optional() });
export type GetTimelineInput = Readonly<z.output<typeof getTimelineRequest>>;

/** What went wrong, as AWS wrote it. */
export const failure = z.object({
  /** The event that told of it; its payload holds the whole cause. */
  eventId,
  date,
  error: z.string().nullable(),
  errorClass,
  /** First 512 characters. */
  cause: z.string().nullable(),
  isCauseCut: z.boolean(),
});

/** Who does the work of an attempt. The members besides `kind` are null for Map and Parallel. */
const work = z.object({
  kind: z.enum(['task', 'lambda', 'activity', 'map', 'parallel']),
  /** `lambda`, `sqs`, `aws-sdk:s3`, …; empty for a Lambda function or activity used directly. */
  service: z.string().nullable(),
  /** `invoke`, `sendMessage.waitForTaskToken`, …, or the ARN of the function or activity. */
  resource: z.string().nullable(),
  timeoutSeconds: z.number().nullable(),
  heartbeatSeconds: z.number().nullable(),
});

/** One try at a visit's work. */
export const attempt = z.object({
  /** Id of the event that scheduled or started it. */
  id: eventId,
  /** `redriven`: the first of its visit after a redrive; it is no retry. */
  kind: z.enum(['first', 'retry', 'redriven']),
  /** 0 in the run that began with the start, n after the n-th redrive. */
  run: count,
  work,
  scheduledDate: date,
  startedDate: date.nullable(),
  endedDate: date.nullable(),
  outcome: z.enum(['succeeded', 'failed', 'aborted', 'running']),
  /** True once it failed, also where a redrive took it up again and it succeeded. */
  hasFailed: z.boolean(),
  failure: failure.nullable(),
  /** From the failure before it to its start; null where it is no retry. */
  backoffMs: milliseconds.nullable(),
  workerName: z.string().nullable(),
});

/** One iteration of an inline Map; the same index comes again when the whole Map is retried. */
const iteration = z.object({
  eventId,
  index: count,
  /** Position in the Map visit's attempts. */
  attempt: count,
  startedDate: date,
  endedDate: date.nullable(),
  outcome: z.enum(['succeeded', 'failed', 'aborted', 'running']),
});

/** One pass through a state. Its id is the id of its `*StateEntered` event. */
export const visit = z.object({
  id: eventId,
  state: z.string(),
  stateType,
  /** The enclosing Map or Parallel visit, and the position of its attempt that this visit belongs to. */
  parent: eventId.nullable(),
  parentAttempt: count.nullable(),
  /** Index of the Map iteration, or which branch of the Parallel, that it runs in. */
  iteration: count.nullable(),
  branch: count.nullable(),
  /** 0 at the top level. */
  depth: count,
  enteredDate: date,
  /** Null while it runs. */
  endedDate: date.nullable(),
  /** Id of its `*StateExited` event; null for one that failed, was aborted or runs. */
  exit: eventId.nullable(),
  outcome: z.enum(['succeeded', 'caught', 'failed', 'aborted', 'running', 'waiting']),
  attempts: z.array(attempt).readonly(),
  /** Why it failed, or what Catch caught; null where nothing did or something mended it. */
  failure: failure.nullable(),
  /** Every failure in it, oldest first, also those that Retry or a redrive mended. */
  failures: z.array(failure).readonly(),
  /** Null for every other state type. */
  map: z
    .object({
      /** Items, per attempt; 0 for a distributed Map that reads them itself. */
      lengths: z.array(count).readonly(),
      iterations: z.array(iteration).readonly(),
      counts: z.object({ started: count, succeeded: count, failed: count, aborted: count }),
      mapRunArns: z.array(z.string()).readonly(),
    })
    .nullable(),
});
export type TimelineVisit = Readonly<z.infer<typeof visit>>;
export type TimelineAttempt = Readonly<z.infer<typeof attempt>>;
export type TimelineFailure = Readonly<z.infer<typeof failure>>;

/** A task token or an activity that nobody has answered. */
const wait = z.object({
  /** Id of the Scheduled event: with the execution's ARN it names the wait. */
  eventId,
  visit: eventId,
  state: z.string(),
  resource: z.string(),
  timeoutSeconds: z.number().nullable(),
  heartbeatSeconds: z.number().nullable(),
  since: date,
});

/** What stands beside the visits, and is given whole each time. */
const head = {
  executionArn: z.string(),
  /** Opaque: give it back as `after` to get what changed since. */
  version: z.string(),
  status: executionStatus,
  startDate: date.nullable(),
  stopDate: date.nullable(),
  /** Time of the latest event: how far the open visits are known. Null without events. */
  lastEventDate: date.nullable(),
  /** The event that caused the failure; null unless it failed. */
  rootCause: eventId.nullable(),
  /** The failed visit and those around it, outermost first. */
  fatalVisits: z.array(eventId).readonly(),
  waits: z.array(wait).readonly(),
  /** Scheduled events of attempts that run or wait, without Map and Parallel. */
  inFlight: z.array(eventId).readonly(),
  redrives: z.array(z.object({ eventId, date })).readonly(),
  childExecutionArns: z.array(z.string()).readonly(),
  eventCount: count,
  /** Ids below the highest that no event has. */
  missingIds: count,
  /** Types of events that this version does not know. */
  unknownTypes: z.array(z.string()).readonly(),
  isSettled: z.boolean(),
  coverage,
};

/**
 * `whole`: all visits, in the order of their ids. `changes`: `visits` are those that are new or may have changed since
 * `after`; put each in the place of the one with its id, keep all others. `unchanged`: what the caller holds is right.
 * `unavailable`: there is no history to show, and `coverage.reasons` say why (an Express execution without log lines).
 */
export const timelineResponse = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('whole'), ...head, visits: z.array(visit).readonly() }),
  z.object({ kind: z.literal('changes'), ...head, visits: z.array(visit).readonly() }),
  z.object({ kind: z.literal('unchanged'), executionArn: z.string(), version: z.string(), isSettled: z.boolean() }),
  z.object({ kind: z.literal('unavailable'), executionArn: z.string(), isSettled: z.boolean(), coverage }),
]);
export type TimelineAnswer = Readonly<z.infer<typeof timelineResponse>>;
