import 'server-only';
import { createOpenApi } from '@/lib/contract/openapi';
import { type By, requireView, type ServiceDependencies } from './service-dependencies';

type OpenApi = ReturnType<typeof createOpenApi>;

/** The description of the API, made once. */
export function createGetOpenApi(version: string) {
  let made: OpenApi | null = null;
  return (deps: Pick<ServiceDependencies, 'switches'>, { caller }: By<object>): OpenApi => {
    requireView(caller, deps);
    made ??= createOpenApi(version);
    return made;
  };
}
