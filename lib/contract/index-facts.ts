import { z } from 'zod';
import { count } from './values';

/**
 * What the index holds and how much room it takes, for the Settings page. `keepDays`: after its end an execution is kept so
 * long. `setAside`: the directories of files that could not be read, each time since the server started.
 */
export const indexFacts = z.object({
  stateMachines: count,
  executions: count,
  histories: count,
  visits: count,
  /** Of the database with what is not yet brought into its file. */
  bytes: count,
  keepDays: count,
  setAside: z.array(z.string()).readonly(),
});
export type IndexFacts = Readonly<z.infer<typeof indexFacts>>;
