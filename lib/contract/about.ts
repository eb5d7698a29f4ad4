import { z } from 'zod';

/** One package the running product depends on directly, as its own package.json describes it. */
export const packageFact = z.object({ name: z.string(), version: z.string(), license: z.string() });

/**
 * What the running server says about itself: versions, how it was started and what it is built from.
 * `bindAddress` is `address:port`; `dataDirectory` is an absolute path on the server.
 */
export const aboutResponse = z.object({
  version: z.string(),
  nodeVersion: z.string(),
  mode: z.enum(['local']),
  readOnly: z.boolean(),
  bindAddress: z.string(),
  dataDirectory: z.string(),
  packages: z.array(packageFact).readonly(),
});

export type PackageFact = Readonly<z.infer<typeof packageFact>>;
export type About = Readonly<z.infer<typeof aboutResponse>>;
