import { getDefinitionRequest } from '@/lib/contract/definition';
import { route } from '@/lib/server/container';

export const GET = route(getDefinitionRequest, ({ input, caller, services }) =>
  services.getDefinition({ ...input, caller }),
);
