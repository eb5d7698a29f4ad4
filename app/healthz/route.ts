import { noInput } from '@/lib/contract/no-input';
import { route } from '@/lib/server/container';
import { oneWord } from '@/lib/server/http/answers';

/** Whether the process answers at all. */
export const GET = route(noInput, () => oneWord({ word: 'ok', status: 200 }));
