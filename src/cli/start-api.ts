import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { isEmpty } from '../access';
import { startApi as listen } from '../api';
import {
  createImportEngine,
  createMigrationEngine,
  createReadCommand,
  createSendCommand,
  createStartDuplicateRuns,
  createStartRetimings,
} from '../commands';
import { createFileRoom } from '../files';
import { createSendPasswordLink } from '../outbound';
import { createPool, createPrisma } from '../platform/database';
import { createMetrics } from '../platform/metrics';
import { sealingKey } from '../platform/sealed';
import { createReaderApart } from '../publishing';
import type { ApiPart, Installation } from './parts';
import { isOnLoopback } from './sample-tokens';

/** How long readiness waits for Temporal's word, in milliseconds. */
const HEALTH_MS = 2_000;

/** Runs the HTTP API. It starts without Temporal too: reads work, commands are kept and answered 202. */
export async function startApi(on: Installation): Promise<ApiPart> {
  const { clock, log, config } = on;
  const connection = Connection.lazy({ address: on.temporal.address });
  const client = new Client({ connection, namespace: on.temporal.namespace });
  const pool = createPool(on.urls.api);
  const prisma = createPrisma(pool);
  const reader = createReaderApart();
  const setupCode = (await isKnownEmpty(pool)) ? randomBytes(12).toString('base64url') : undefined;
  const { mail } = config.outbound;
  const api = await listen({
    apiPool: pool,
    sealingKey: sealingKey(on.config.sealing),
    prisma,
    sendCommand: createSendCommand({ pool, client, clock }),
    readCommand: createReadCommand({ pool }),
    migrations: createMigrationEngine({ client }),
    imports: createImportEngine({ client }),
    startRetimings: createStartRetimings({ pool, client }),
    startDuplicateRuns: createStartDuplicateRuns({ pool, client }),
    clock,
    log,
    metrics: createMetrics('api'),
    temporalHealth: () =>
      connection.withDeadline(Date.now() + HEALTH_MS, () => connection.workflowService.getSystemInfo({})),
    readText: reader.read,
    trials: reader,
    files: createFileRoom(config.files),
    config,
    setupCode,
    page: join(config.root, 'web/dist'),
    signInWith: {
      sample: isOnLoopback(on),
      company: config.company,
      ...(mail && { sendLink: createSendPasswordLink(mail) }),
    },
  });
  return {
    url: api.url,
    setupCode,
    async stop() {
      await api.stop();
      await prisma.$disconnect();
      await Promise.all([connection.close(), pool.end(), reader.stop()]);
    },
  };
}

/** Whether nobody is here yet; a database that is away says nothing of it. */
const isKnownEmpty = (pool: Parameters<typeof isEmpty>[0]): Promise<boolean> => isEmpty(pool).catch(() => false);
