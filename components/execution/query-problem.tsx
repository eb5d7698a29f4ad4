import type { ReactNode } from 'react';
import { LoadProblem } from '@/components/ui/load-problem';
import { ApiError } from '@/lib/client/api-error';

type QueryProblemProps = {
  /** What could not be read: `The events`. */
  readonly what: string;
  readonly error: Error;
  readonly onRetry: () => void;
  /** How old what is still shown is (`12 s ago`); null where nothing is shown. */
  readonly shownFrom?: string | null;
};

/** Why something could not be read, in the server's words, with the way to ask again. */
export function QueryProblem({ what, error, onRetry, shownFrom = null }: QueryProblemProps): ReactNode {
  const requestId = error instanceof ApiError ? error.requestId : null;
  const place = requestId === null ? '' : ` The server’s log has the cause under ${requestId}.`;
  return <LoadProblem what={what} message={`${error.message}${place}`} shownFrom={shownFrom} onRetry={onRetry} />;
}
