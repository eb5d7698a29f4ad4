import 'server-only';
import type { About } from '@/lib/contract/about';
import { type ActionSwitches, type Caller, canDo } from '@/lib/domain/access';
import { AppError } from '@/lib/server/errors';

export type AboutDependencies = { readonly about: About; readonly switches: ActionSwitches };
export type AboutRequest = { readonly caller: Caller };

/** What the running server is and how it was started. Nothing in it changes while it runs. */
export function getAbout(dependencies: AboutDependencies, { caller }: AboutRequest): About {
  if (!canDo(caller, 'view', dependencies.switches)) {
    throw new AppError('forbidden', 'You have no access to this server. Ask its administrator for a role.');
  }
  return dependencies.about;
}
