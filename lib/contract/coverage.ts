import { z } from 'zod';
import { share } from './values';

/** Why an answer does not hold everything. Closed; `message` beside it says the same in words. */
export const coverageReasonCode = z.enum([
  /** The first reading of the past goes on; older ones are still to come. */
  'still-reading',
  /** A connection cannot be read now: what is new there is missing. */
  'connection-problem',
  /** Not every history has been read: figures from inside of executions rest on a part of them. */
  'histories-unread',
  /** Lines of the log are missing, so part of the course is not known. */
  'events-missing',
  /** Several runs under one ARN overlap in the log and cannot be told apart. */
  'runs-overlap',
  /** The log holds no end. */
  'end-not-logged',
  /** Nobody told which version or alias an execution was started by. */
  'start-not-told',
  /** Nobody told yet which executions ran with a revision. */
  'revision-not-told',
  /** Inputs and outputs are not known, or not as a whole, so text in them cannot be found. */
  'payloads-unread',
  /** The machine writes no log (level OFF). */
  'logging-off',
  /** The machine logs failures only (level ERROR or FATAL). */
  'failures-only',
  /** AWS does not have it any more. */
  'gone',
]);
export type CoverageReasonCode = z.infer<typeof coverageReasonCode>;

/** One reason, for a person. */
const coverageReason = z.object({ code: coverageReasonCode, message: z.string() });

/**
 * How much of what AWS knows an answer holds. `all`: everything. `estimated`: not every succeeded history was read, so
 * figures from inside of executions are scaled and shown with ≈. `failures`: logs at ERROR or FATAL, so successes are not
 * among them. `partial`: something is missing, `reasons` say what. `none`: nothing could be read, which is not the same
 * as nothing being there. `share` is the part that was read where that can be counted, else null.
 */
export const coverage = z.object({
  kind: z.enum(['all', 'estimated', 'failures', 'partial', 'none']),
  reasons: z.array(coverageReason).readonly(),
  share: share.nullable(),
});
export type Coverage = Readonly<z.infer<typeof coverage>>;
