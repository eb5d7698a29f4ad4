import { spawnSync } from 'node:child_process';

/** Runs statements on a DuckDB file in a process of its own: a handle on it here would drop the lock of the index (D3). */
export function runSql(file: string, statements: readonly string[]): void {
  const write = `
    const { DuckDBInstance } = require('@duckdb/node-api');
    (async () => {
      const connection = await (await DuckDBInstance.create(${JSON.stringify(file)})).connect();
      for (const sql of ${JSON.stringify(statements)}) await connection.run(sql);
      process.exit(0);
    })();`;
  const { status, stderr } = spawnSync(process.execPath, ['-e', write]);
  if (status !== 0) throw new Error(String(stderr));
}
