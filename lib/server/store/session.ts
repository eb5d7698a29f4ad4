import 'server-only';
import {
  BIGINT,
  type DuckDBAppender,
  type DuckDBConnection,
  type DuckDBType,
  type DuckDBValue,
  LIST,
  listValue,
} from '@duckdb/node-api';
import type { SqlParameters, SqlValue, Statement } from './statement';

/** A connection inside a transaction: what a piece of reading or writing works with. */
export class Session {
  readonly #connection: DuckDBConnection;

  constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  /** All rows of the answer. Throws where a row is not what the statement says it is. */
  async all<Parameters extends SqlParameters, Row>(
    statement: Statement<Parameters, Row>,
    parameters: Parameters,
  ): Promise<Row[]> {
    const { values, types } = toBinding(statement.parameters.parse(parameters));
    const reader = await this.#connection.runAndReadAll(statement.sql, values, types);
    return reader.getRowObjectsJS().map((row) => statement.row.parse(row));
  }

  /** The first row, or null where there is none. */
  async first<Parameters extends SqlParameters, Row>(
    statement: Statement<Parameters, Row>,
    parameters: Parameters,
  ): Promise<Row | null> {
    return (await this.all(statement, parameters))[0] ?? null;
  }

  /** Runs a command that answers nothing. Its text is ours: no value is ever put into it. */
  async run(sql: string, parameters: SqlParameters = {}): Promise<void> {
    const { values, types } = toBinding(parameters);
    await this.#connection.run(sql, values, types);
  }

  /** Appends rows to a table; they are written when `fill` has returned, and take effect with the transaction. */
  async append(table: string, fill: (to: DuckDBAppender) => void): Promise<void> {
    const appender = await this.#connection.createAppender(table);
    try {
      fill(appender);
      appender.flushSync();
    } catch (error) {
      // A row that was begun and not ended would otherwise be complained about on closing.
      appender.clear();
      throw error;
    } finally {
      appender.closeSync();
    }
  }
}

type Binding = { readonly values: Record<string, DuckDBValue>; readonly types: Record<string, DuckDBType> };

function toBinding(parameters: SqlParameters): Binding {
  const values: Record<string, DuckDBValue> = {};
  const types: Record<string, DuckDBType> = {};
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) continue;
    if (isList(value)) {
      values[name] = listValue(value.map((item) => BigInt(item)));
      types[name] = LIST(BIGINT);
    } else {
      values[name] = value;
      // Left to itself the driver takes a bigint for a HUGEINT, and comparing with one reads every row.
      if (typeof value === 'bigint') types[name] = BIGINT;
    }
  }
  return { values, types };
}

function isList(value: SqlValue): value is readonly number[] | readonly bigint[] {
  return Array.isArray(value);
}
