import type { ClientBase, Pool } from 'pg';
import type { Instant } from '../../process';

export type ChangedEntity = 'account' | 'contact';

/**
 * One change of a card. `before` and `after` hold the columns that changed, by their names in the table and as their JSON;
 * what stands in tables beside it (`points`, `addresses`, `requisites`, `accounts`, `properties`, `categories`) as a list.
 */
export interface RecordChange {
  entity: ChangedEntity;
  id: string;
  at: Instant;
  /** null: the product itself. */
  by: string | null;
  /** The `revision` that the record has got by it. */
  revision: number;
  /** edit, create, merge, import, ... */
  how?: string;
  before: Readonly<Record<string, unknown>>;
  after: Readonly<Record<string, unknown>>;
}

/** Keeps a change, in the transaction that makes it. What history, import-revert and merge-undo read. */
export async function recordChange(client: ClientBase | Pool, change: RecordChange): Promise<void> {
  const { entity, id, at, by, revision, how = 'edit', before, after } = change;
  await client.query(
    `INSERT INTO record_changes (entity, entity_id, revision, at, by, how, before, after)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [entity, id, revision, new Date(at), by, how, JSON.stringify(before), JSON.stringify(after)],
  );
}
