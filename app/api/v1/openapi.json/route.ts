import { noInput } from '@/lib/contract/no-input';
import { route } from '@/lib/server/container';

export const GET = route(noInput, ({ caller, services }) => Response.json(services.getOpenApi({ caller })));
