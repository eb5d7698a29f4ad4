import 'server-only';
import { z } from 'zod';
import { epochMs } from '@/lib/base/units';
import type { IndexedMachine } from '@/lib/server/ports/index-store';
import { Catalog } from './catalog';
import { decoder, NO_VERSION, STATE_TYPE_CODES } from './codes';
import { readLastVersion } from './queries/read-last-version';
import { readMachines } from './queries/read-machines';
import { readRevisions } from './queries/read-revisions';
import { readStates } from './queries/read-states';
import type { Session } from './session';

const toStateType = decoder(STATE_TYPE_CODES);

const machineFacts: z.ZodType<IndexedMachine> = z.object({
  connection: z.string(),
  arn: z.string(),
  name: z.string(),
  type: z.enum(['STANDARD', 'EXPRESS']),
  status: z.enum(['ACTIVE', 'DELETING', 'DELETED']),
  createdAtMs: z.number().transform(epochMs),
  logging: z
    .object({
      level: z.enum(['OFF', 'FATAL', 'ERROR', 'ALL']),
      includesData: z.boolean(),
      logGroupArn: z.string().nullable(),
    })
    .nullable(),
  revisionId: z.string().nullable(),
});

/** Reads machines, states, revisions and the last number used from a database that was just opened. */
export async function readCatalog(session: Session): Promise<Catalog> {
  const machines = await session.all(readMachines, {});
  const states = await session.all(readStates, {});
  const revisions = await session.all(readRevisions, {});
  const last = await session.first(readLastVersion, {});
  return new Catalog(
    {
      machines: machines.map(({ machine, facts }) => ({ machine, facts: machineFacts.parse(JSON.parse(facts)) })),
      states: states.map(({ type, ...state }) => ({ ...state, type: toStateType(type) })),
      revisions: revisions.map(({ machine, version, revision, updated_at: updatedAtMs, seen_at: seenAtMs }) => ({
        machine,
        version: version === NO_VERSION ? null : version,
        revisionId: revision,
        updatedAtMs,
        seenAtMs,
      })),
    },
    last?.version ?? 0,
  );
}
