import { Client, Connection } from '@temporalio/client';
import { startApi as listen } from '../api';
import { createMigrationEngine, createReadCommand, createSendCommand, createStartRetimings } from '../commands';
import { createPool, createPrisma } from '../platform/database';
import { createMetrics } from '../platform/metrics';
import { createReaderApart } from '../publishing';
import type { ApiPart, Installation } from './parts';

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
  const api = await listen({
    apiPool: pool,
    prisma,
    sendCommand: createSendCommand({ pool, client, clock }),
    readCommand: createReadCommand({ pool }),
    migrations: createMigrationEngine({ client }),
    startRetimings: createStartRetimings({ pool, client }),
    clock,
    log,
    metrics: createMetrics('api'),
    temporalHealth: () =>
      connection.withDeadline(Date.now() + HEALTH_MS, () => connection.workflowService.getSystemInfo({})),
    readText: reader.read,
    trials: reader,
    config,
  });
  return {
    url: api.url,
    async stop() {
      await api.stop();
      await prisma.$disconnect();
      await Promise.all([connection.close(), pool.end(), reader.stop()]);
    },
  };
}
