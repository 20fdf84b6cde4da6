import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import { createSendMigration, type DefinitionSource } from '../../src/commands';
import type { Clock } from '../../src/platform/clock';
import type { ReferenceSource } from '../reference';
import { createMigratePage, createRevertPage } from './migrate-page';
import { createNoteMigration, createReadPace, createRetryFailed } from './note-migration';
import { createPreviewPage } from './preview-page';

/** What moves running deals from one version to another. */
export function createMigrationActivities(workshop: {
  pool: Pool;
  client: Client;
  clock: Clock;
  definitions: DefinitionSource;
  reference: ReferenceSource;
  taskQueue?: string;
}) {
  const mover = { pool: workshop.pool, send: createSendMigration(workshop) };
  return {
    previewPage: createPreviewPage(workshop),
    migratePage: createMigratePage(mover),
    revertPage: createRevertPage(mover),
    noteMigration: createNoteMigration(workshop),
    readPace: createReadPace(workshop),
    retryFailed: createRetryFailed(workshop),
  };
}
