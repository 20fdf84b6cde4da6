import type { Pool } from 'pg';
import type { DefinitionSource } from '../src/commands';
import type { Run } from '../workflows/messages';

/** The definition of a version: for a workflow that finds in the tables that its instance was migrated. */
export const createReadDefinition = ({ definitions }: { definitions: DefinitionSource }) =>
  async function readDefinition(versionId: string): Promise<Run['definition']> {
    return definitions.read(versionId);
  };

/** The version that an instance began with, as far as the tables know it; null where they know nothing of the instance. */
export const createReadFirstVersion = ({ pool, definitions }: { pool: Pool; definitions: DefinitionSource }) =>
  async function readFirstVersion(instanceId: string): Promise<Pick<Run, 'versionId' | 'definition'> | null> {
    const { rows } = await pool.query<{ versionId: string | null }>('SELECT version_at($1, 0) AS "versionId"', [
      instanceId,
    ]);
    const versionId = rows[0]?.versionId;
    return versionId ? { versionId, definition: await definitions.read(versionId) } : null;
  };
