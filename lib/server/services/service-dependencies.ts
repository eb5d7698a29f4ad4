import 'server-only';
import { type Action, type ActionSwitches, type Caller, canDo } from '@/lib/domain/access';
import { AppError } from '@/lib/server/errors';
import type { AwsConnections } from '@/lib/server/ports/aws';
import type { Clock } from '@/lib/server/ports/clock';
import type { IndexStore } from '@/lib/server/ports/index-store';
import type { ExecutionReader } from '@/lib/server/sync/execution-reader';
import type { MachineCatalogue } from '@/lib/server/sync/machine-catalogue';
import type { SyncReporter } from '@/lib/server/sync/sync';
import type { CourseCache } from './course-cache';
import type { ExecutionLinks } from './execution-links';
import type { GraphCache } from './graph/graph-cache';
import type { MapRuns } from './map-runs';

/** What the services that read are made of; each names the part it needs. */
export type ServiceDependencies = {
  readonly index: IndexStore;
  readonly connections: AwsConnections;
  readonly sync: SyncReporter;
  readonly reader: ExecutionReader;
  readonly courses: CourseCache;
  readonly graphs: GraphCache;
  readonly links: ExecutionLinks;
  readonly mapRuns: MapRuns;
  /** What the definitions tell about the executions of a machine that started then. */
  readonly contextOf: MachineCatalogue['contextOf'];
  readonly clock: Clock;
  readonly switches: ActionSwitches;
  /** `AWS_ENDPOINT_URL`: what is asked instead of AWS's own addresses; null where it is not set. */
  readonly awsEndpoint: string | null;
};

/** A request as a service takes it: what was asked, and by whom. */
export type By<Input> = Input & { readonly caller: Caller };

/** Throws `forbidden` unless the caller may read. The first line of every service. */
export function requireView(caller: Caller, { switches }: Pick<ServiceDependencies, 'switches'>): void {
  if (canDo(caller, 'view', switches)) return;
  throw new AppError('forbidden', 'You have no access to this server. Ask its administrator for a role.');
}

/** Throws `forbidden` unless the caller may take the action and this server takes it at all. */
export function requireAction(
  caller: Caller,
  action: Action,
  { switches }: Pick<ServiceDependencies, 'switches'>,
): void {
  if (canDo(caller, action, switches)) return;
  const message = switches[action]
    ? 'You may not do this. Ask the administrator of this server for the role.'
    : 'This server takes no such action: it was started read-only (STATELENS_READ_ONLY=1).';
  throw new AppError('forbidden', message);
}
