import type { ReactNode } from 'react';
import { Alert, type AlertTone } from '@/components/ui/alert';
import { CommandLine } from '@/components/ui/command-line';
import type { Problem, ProblemCode } from '@/lib/contract/problem';

/** How bad each problem is: whether nothing can be read, less than there is, or there is only something to know. */
const TONES: Readonly<Record<ProblemCode, AlertTone>> = {
  'no-credentials': 'problem',
  'no-region': 'problem',
  'expired-credentials': 'problem',
  'access-denied': 'problem',
  'encryption-denied': 'warning',
  throttled: 'warning',
  unreachable: 'problem',
  'aws-failed': 'problem',
  'index-failed': 'problem',
  'disk-full': 'problem',
  'index-lost': 'warning',
  'no-machines': 'note',
  'clock-skew': 'warning',
  'logging-off': 'warning',
  'failures-only': 'warning',
  'log-data-off': 'note',
  'log-group-missing': 'warning',
};

type ProblemAlertProps = {
  readonly problem: Problem;
  /** Where it is, where there is more than one place: the name of the connection. */
  readonly place?: string | null;
  /** What is known of the data shown meanwhile: `The data shown is from 3m ago; next try in 20 s.` */
  readonly meanwhile?: string | null;
};

/** A problem in its own words: what it means, what to do, and the command or the permission that mends it. */
export function ProblemAlert({ problem, place = null, meanwhile = null }: ProblemAlertProps): ReactNode {
  const { code, title, message, nextStep, command, action } = problem;
  return (
    <Alert tone={TONES[code]} title={place === null ? title : `${place}: ${title}`}>
      <p>
        {message} <strong className="font-medium">{nextStep}</strong>
      </p>
      {action === null ? null : (
        <p>
          Permission that is lacking: <code className="font-mono text-small">{action}</code>
        </p>
      )}
      {command === null ? null : <CommandLine command={command} />}
      {meanwhile === null ? null : (
        // The foot of the page asks again while a busy browser has not come to this part: its countdown has moved on by then.
        <p className="text-muted" suppressHydrationWarning>
          {meanwhile}
        </p>
      )}
    </Alert>
  );
}
