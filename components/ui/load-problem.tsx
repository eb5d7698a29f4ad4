import type { ReactNode } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';

type LoadProblemProps = {
  /** What could not be loaded: `The executions`. */
  readonly what: string;
  /** The reason and the next step, as one or two sentences. */
  readonly message: string;
  /** How old what is still shown is (`12 s ago`); null where nothing is shown. */
  readonly shownFrom: string | null;
  readonly onRetry: () => void;
};

/** Says that loading failed, whether older data is still shown, and offers to try again. */
export function LoadProblem({ what, message, shownFrom, onRetry }: LoadProblemProps): ReactNode {
  const title = shownFrom === null ? `${what} could not be loaded` : `${what} could not be brought up to date`;
  return (
    <Alert
      tone={shownFrom === null ? 'problem' : 'warning'}
      title={title}
      action={<Button onClick={onRetry}>Try again</Button>}
    >
      <p>
        {message}
        {shownFrom === null ? null : ` What stands here was read ${shownFrom}.`}
      </p>
    </Alert>
  );
}
