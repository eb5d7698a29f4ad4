import { noInput } from '@/lib/contract/no-input';
import { route } from '@/lib/server/container';
import { noSuchAddress } from '@/lib/server/http/answers';

/** Everything below `/api` that no route answers, in JSON like all of it. */
const unknown = route(noInput, noSuchAddress);

export { unknown as DELETE, unknown as GET, unknown as HEAD, unknown as PATCH, unknown as POST, unknown as PUT };
