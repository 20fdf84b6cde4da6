import type { Pool } from 'pg';
import { type FieldEntity, type Sight, toWorkOn } from '../access';
import { seenRecord } from './clients/seen';
import { seesInstance } from './sees-instance';

/** How somebody reaches a record that they see: a share may let them read it and no more. */
export type Reached = 'unseen' | 'to read' | 'to work on';

const sees = async (pool: Pool, sight: Sight, entity: FieldEntity, id: string): Promise<boolean> =>
  entity === 'lead' || entity === 'sale'
    ? seesInstance(pool, sight, entity, id)
    : (await seenRecord(pool, sight, entity, id)) !== null;

/** What a sight lets somebody do with a record. No round trip for those with whom nothing is shared to be read only. */
export async function reached(
  pool: Pool,
  sight: Sight,
  entity: FieldEntity,
  id: string,
): Promise<Reached | 'whatever they see'> {
  const toRead = Object.values(sight.toRead ?? {}).some((ids) => ids.length > 0);
  if (!toRead) return 'whatever they see';
  if (await sees(pool, toWorkOn(sight), entity, id)) return 'to work on';
  return (await sees(pool, sight, entity, id)) ? 'to read' : 'unseen';
}
