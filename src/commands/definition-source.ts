import type { Pool } from 'pg';
import type { Definition } from '../process';

/** Published versions never change, so each is read once. */
export interface DefinitionSource {
  /** @throws Error for a version that is in no table. */
  read(versionId: string): Promise<Definition>;
}

export function createDefinitionSource(pool: Pool): DefinitionSource {
  const known = new Map<string, Definition>();
  return {
    async read(versionId) {
      const cached = known.get(versionId);
      if (cached) return cached;
      const { rows } = await pool.query<{ definition: Definition }>(
        'SELECT definition FROM process_versions WHERE id = $1',
        [versionId],
      );
      const definition = rows[0]?.definition;
      if (!definition) throw new Error(`Process version ${versionId} is in no table.`);
      known.set(versionId, definition);
      return definition;
    },
  };
}
