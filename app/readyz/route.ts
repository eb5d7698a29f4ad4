import { noInput } from '@/lib/contract/no-input';
import { route } from '@/lib/server/container';
import { oneWord } from '@/lib/server/http/answers';

/** Whether the server wants requests: 503 from the moment it is told to stop. */
export const GET = route(noInput, ({ lifecycle }) => oneWord(lifecycle.readiness()));
