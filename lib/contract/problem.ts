import { z } from 'zod';
import { date } from './values';

/** What can stand between us and the data. Closed: every one has its own words and its own next step. */
export const problemCode = z.enum([
  'no-credentials',
  'no-region',
  'expired-credentials',
  'access-denied',
  'encryption-denied',
  'throttled',
  'unreachable',
  'aws-failed',
  'index-failed',
  'disk-full',
  'index-lost',
  'no-machines',
  'clock-skew',
  'logging-off',
  'failures-only',
  'log-data-off',
  'log-group-missing',
]);
export type ProblemCode = z.infer<typeof problemCode>;

/**
 * Something a person should know about and can do something about. `title` is a headline, `message` says what it means for
 * what is shown, `nextStep` what to do. `command` is a line to run, `action` the IAM action that is lacking
 * (`states:GetExecutionHistory`); null where there is none.
 */
export const problem = z.object({
  code: problemCode,
  title: z.string(),
  message: z.string(),
  nextStep: z.string(),
  command: z.string().nullable(),
  action: z.string().nullable(),
  /** Since when it stands; null for what is a setting and not an event. */
  since: date.nullable(),
});
export type Problem = Readonly<z.infer<typeof problem>>;
