import { z } from 'zod';

/** Every way in which we refuse or fail. Closed: a new one is added here and to the status table, or it does not compile. */
export const errorCode = z.enum([
  'invalid-request',
  'unauthenticated',
  'forbidden',
  'cross-origin',
  'method-not-allowed',
  'too-large',
  'unsupported-media-type',
  'misdirected-request',
  'not-found',
  'conflict',
  'too-many-actions',
  'audit-unwritable',
  'no-credentials',
  'no-region',
  'expired-credentials',
  'access-denied',
  'encryption-denied',
  'throttled',
  'unreachable',
  'aws-failed',
  'disk-full',
  'internal',
]);
export type ErrorCode = z.infer<typeof errorCode>;

/** Where in the request a value was not accepted (`["body", "comment"]`), and why. Never the value itself. */
export const errorIssue = z.object({ path: z.array(z.string()).readonly(), message: z.string() });
export type ErrorIssue = Readonly<z.infer<typeof errorIssue>>;

/** The body of every answer that is not a success. `requestId` finds the cause in the server's log. */
export const errorEnvelope = z.object({
  error: z.object({
    code: errorCode,
    message: z.string(),
    requestId: z.string(),
    issues: z.array(errorIssue).readonly().optional(),
  }),
});
export type ErrorEnvelope = Readonly<z.infer<typeof errorEnvelope>>;
