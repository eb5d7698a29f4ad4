import { localCaller } from '@/lib/domain/access';
import { EVERY_NAME } from '@/lib/domain/name-pattern';
import { prepareAuditFile } from '@/lib/server/audit/audit-directory';
import { openAuditLog } from '@/lib/server/audit/audit-log';
import { createAwsConnections } from '@/lib/server/aws/connections';
import { readConfig } from '@/lib/server/config';
import { createContainer, type Services } from '@/lib/server/container';
import type { Logger } from '@/lib/server/logger';
import { openIndexStore } from '@/lib/server/store/open-index-store';
import { createReading } from '@/lib/server/sync/reading';
import { systemClock } from '@/lib/server/system-clock';
import type { VirtualTime } from './virtual-time';

const SECOND = 1_000;
const HOUR = 3_600_000;

type ProductParts = { readonly dataDirectory: string; readonly time: VirtualTime; readonly log: Logger };

/**
 * A server without its HTTP side, on virtual time: from its start over what lies in the data directory, and once it has read
 * what there is, until its end. It reads the AWS that the environment names.
 */
export async function serveProduct(
  { dataDirectory, time, log }: ProductParts,
  use: (services: Services) => Promise<void>,
): Promise<void> {
  const index = await openIndexStore({ dataDirectory, log });
  const audit = await openAuditLog(prepareAuditFile(dataDirectory), log);
  const settings = { region: 'eu-west-1', profile: null, role: null, webIdentity: null };
  const connections = createAwsConnections([
    { name: 'default', settings, share: 'off', machines: EVERY_NAME, refuseEndpoint: () => null },
  ]);
  const store = time.holding(index.store);
  const reading = createReading({ index: store, connections, clock: systemClock, log });
  const { services, settler } = createContainer({
    config: readConfig({ STATELENS_DATA: dataDirectory }),
    log,
    lifecycle: { readiness: () => ({ word: 'ready', status: 200 }) },
    product: { version: '0.0.0', packages: [] },
    index: store,
    audit,
    connections,
    reading,
  });
  reading.sync.start();
  settler.wake();
  try {
    await untilRead(services, time);
    await use(services);
  } finally {
    await settler.stop();
    await reading.sync.stop();
    await index.close();
  }
}

/** Lets time pass until all is read, histories included. @throws Error where an hour is not enough */
export async function untilRead(services: Services, time: VirtualTime): Promise<void> {
  for (let passed = 0; passed < HOUR; passed += 5 * SECOND) {
    await time.pass(5 * SECOND);
    const { items } = await services.getSync({ caller: localCaller });
    if (items.every(({ phase, unreadHistories }) => phase === 'following' && unreadHistories === 0)) return;
  }
  throw new Error('not read within an hour');
}
