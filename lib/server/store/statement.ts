import 'server-only';
import { z } from 'zod';
import { type EpochMs, epochMs } from '@/lib/base/units';

/** What can be bound to a parameter. Lists are of whole numbers and go to a BIGINT[]. */
export type SqlValue = string | number | bigint | boolean | null | readonly number[] | readonly bigint[];

/** Values by the name of their parameter. One that is undefined is left out, as the statement leaves out its filter. */
export type SqlParameters = Readonly<Record<string, SqlValue | undefined>>;

/** One question to the database: what it takes, and what a row of its answer holds. */
export type Statement<Parameters extends SqlParameters, Row> = {
  readonly sql: string;
  readonly parameters: z.ZodType<Parameters>;
  readonly row: z.ZodType<Row>;
};

/** A statement as it stands in its file: lets the types be told by the schemas. */
export function statement<Parameters extends SqlParameters, Row>(
  parts: Statement<Parameters, Row>,
): Statement<Parameters, Row> {
  return parts;
}

// The columns rows are made of. The driver gives BIGINT and sums as bigint; every number we keep fits a double.

export const whole = z.union([z.bigint(), z.number()]).transform(Number);
export const time = whole.transform((value): EpochMs => epochMs(value));
export const text = z.string();
export const flag = z.boolean();

/** Parameters of a statement that takes none. */
export const noParameters = z.object({});
