import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { aboutResponse } from '@/lib/contract/about';
import { localCaller } from '@/lib/domain/access';
import { FakeAws } from '@/lib/testing/fake-aws';
import { MemoryIndex } from '@/lib/testing/memory-index';
import { VirtualClock } from '@/lib/testing/virtual-clock';
import { prepareAuditFile } from './audit/audit-directory';
import { openAuditLog } from './audit/audit-log';
import { OPERATIONS } from './aws/operations';
import { readConfig } from './config';
import { container, createContainer, installContainer } from './container';
import { createLogger } from './logger';
import { toPermissions } from './services/permissions';
import { createReading } from './sync/reading';

const product = { version: '1.2.3', packages: [{ name: 'next', version: '16.4.6', license: 'MIT' }] };
const index = new MemoryIndex();
const connections = new FakeAws();
const log = createLogger('silent');
const reading = createReading({ index, connections, clock: new VirtualClock(0), log });
const directory = mkdtempSync(join(tmpdir(), 'statelens-container-'));
const audit = await openAuditLog(prepareAuditFile(directory), log);
const lifecycle = { readiness: () => ({ word: 'ready', status: 200 }) as const };

const parts = { log, lifecycle, product, index, audit, connections, reading };

afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('container', () => {
  it('is missing until the server has started, and then one for the process', () => {
    expect(() => container()).toThrow('has not been started');
    const built = createContainer({ ...parts, config: readConfig({}) });
    installContainer(built);
    expect(container()).toBe(built);
  });

  it('tells how the server was started, in a form that JSON keeps', () => {
    const config = readConfig({ PORT: '8080', STATELENS_READ_ONLY: '1', STATELENS_DATA: '/var/lib/statelens' });
    const { services } = createContainer({ ...parts, config });
    const about = services.getAbout({ caller: localCaller });
    expect(about).toEqual({
      ...product,
      nodeVersion: process.versions.node,
      mode: 'local',
      readOnly: true,
      bindAddress: '127.0.0.1:8080',
      dataDirectory: '/var/lib/statelens',
    });
    expect(aboutResponse.parse(JSON.parse(JSON.stringify(about)))).toEqual(about);
  });
});

it('tells what every permission is for that the gateways call for', () => {
  const called = Object.values(OPERATIONS).map(({ action }) => action);
  const told = toPermissions([]).map(({ action }) => action);
  expect(told.toSorted()).toEqual(called.toSorted());
});
