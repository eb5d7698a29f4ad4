import { z } from 'zod';
import { executionArn } from './arn-param';
import { date } from './values';

/** `GET /api/v1/executions/{arn}/definition` */
export const getDefinitionRequest = z.object({ arn: executionArn });
export type GetDefinitionInput = Readonly<z.output<typeof getDefinitionRequest>>;

/**
 * The Amazon States Language text that the execution ran with. For Express AWS gives only the machine's present one:
 * `isAsRun` is then false and `note` says so. `unavailable`: `message` says why and what to do.
 */
export const definitionResponse = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('definition'),
    definition: z.string(),
    isAsRun: z.boolean(),
    revisionId: z.string().nullable(),
    updateDate: date.nullable(),
    note: z.string().nullable(),
  }),
  z.object({ kind: z.literal('unavailable'), message: z.string() }),
]);
export type DefinitionAnswer = Readonly<z.infer<typeof definitionResponse>>;
