import 'server-only';
import { NO_CHANGE } from './catalog';
import { isOfMachines } from './conditions';
import type { Database } from './database';
import { countPayloads } from './queries/count-payloads';

/** Rewrites the table without what belongs to these machines; where nothing does, it is left alone (D4). */
export async function forgetPayloads(database: Database, machineArns: readonly string[]): Promise<void> {
  if (machineArns.length === 0) return;
  await database.write(async (session, catalog) => {
    const machines = catalog.numbersOf(machineArns) ?? [];
    const held = await session.first(countPayloads(machines), {});
    if ((held?.n ?? 0) > 0) {
      await session.run(`CREATE OR REPLACE TABLE payloads AS SELECT * FROM payloads
        WHERE key NOT IN (SELECT key FROM executions WHERE ${isOfMachines(machines)})`);
    }
    return NO_CHANGE;
  });
}
