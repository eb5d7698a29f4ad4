import 'server-only';
import { IndexDirectoryError } from './index-directory';
import { MIGRATIONS } from './migrations';
import { readMigrations } from './queries/read-migrations';
import type { Session } from './session';

/**
 * Brings the tables to the newest form, each migration in a transaction of its own (D5), so that a crash leaves the
 * form before it or after it. Throws `IndexDirectoryError` for a file that a newer version
 * of the product has written: it is kept.
 *
 * @param inTransaction runs one piece of work and commits it
 */
export async function migrate(
  inTransaction: (work: (session: Session) => Promise<void>) => Promise<void>,
): Promise<void> {
  let done = 0;
  await inTransaction(async (session) => {
    await session.run('CREATE TABLE IF NOT EXISTS migrations (number INTEGER, done_at TIMESTAMP)');
    done = (await session.first(readMigrations, {}))?.number ?? 0;
  });
  const newest = MIGRATIONS.at(-1)?.number ?? 0;
  if (done > newest) {
    throw new IndexDirectoryError(
      `the index was written by a newer version of Statelens (form ${done}, this one knows ${newest}); run that version, or set STATELENS_DATA to another directory`,
    );
  }
  for (const { number, statements } of MIGRATIONS) {
    if (number <= done) continue;
    await inTransaction(async (session) => {
      for (const sql of statements) await session.run(sql);
      await session.run('INSERT INTO migrations VALUES ($number, now()::TIMESTAMP)', { number });
    });
  }
}
