import type { Pool } from 'pg';
import { type Bind, type Sight, seenSql } from '../../access';

/** What is handed over: a deal, a client, or everything of a person. */
export const HANDED = ['lead', 'sale', 'account', 'contact', 'person'] as const;
export interface HandedWhat {
  kind: (typeof HANDED)[number];
  id: string;
}

/** What a handover is made of. `task`: one held in somebody else's deal; `interaction`: a planned contact. */
export const ITEM_KINDS = ['lead', 'sale', 'account', 'contact', 'interaction', 'task'] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

export interface PlannedItem {
  kind: ItemKind;
  id: string;
}

/** More than that is no absence any more. */
export const MOST_ITEMS = 10_000;

/** Whose something is: who has it as a whole. null: there is no such thing. */
export async function holderOf(pool: Pool, { kind, id }: HandedWhat): Promise<{ ownerId: string | null } | null> {
  if (kind === 'person') return { ownerId: id };
  const from = kind === 'lead' || kind === 'sale' ? `process_instances WHERE kind = '${kind}' AND` : `${kind}s WHERE`;
  const { rows } = await pool.query<{ ownerId: string | null }>(`SELECT owner_id AS "ownerId" FROM ${from} id = $1`, [
    id,
  ]);
  return rows[0] ?? null;
}

/**
 * What somebody has of a deal, of a client or at all, as far as whoever asks sees it: open leads and sales that they own, clients
 * that they are responsible for, contacts that they planned, and tasks that they hold in deals of others.
 */
export async function planHandover(pool: Pool, what: HandedWhat, from: string, sight: Sight): Promise<PlannedItem[]> {
  const values: unknown[] = [from];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const parts = [deals(what, sight, bind), ...clients(what, sight, bind), contacts(what, bind), ...tasks(what)];
  const { rows } = await pool.query<PlannedItem>(
    `SELECT kind, id FROM (${parts.join(' UNION ALL ')}) x ORDER BY kind, id LIMIT ${MOST_ITEMS + 1}`,
    values,
  );
  return rows;
}

const OPEN = `FROM process_instances i LEFT JOIN sales s ON s.id = i.id LEFT JOIN leads l ON l.id = i.id WHERE i.open AND i.owner_id = $1`;

function ofWhat({ kind, id }: HandedWhat, bind: Bind): string {
  if (kind === 'person') return 'true';
  if (kind === 'lead' || kind === 'sale') return `i.id = ${bind(id)}::uuid`;
  return `coalesce(s.${kind}_id, l.${kind}_id) = ${bind(id)}::uuid`;
}

const deals = (what: HandedWhat, sight: Sight, bind: Bind): string =>
  `SELECT i.kind, i.id ${OPEN} AND ${ofWhat(what, bind)} AND ${seenSql(sight, 'instance', 'i', bind)}`;

function clients({ kind, id }: HandedWhat, sight: Sight, bind: Bind): string[] {
  return (['account', 'contact'] as const)
    .filter((entity) => kind === 'person' || kind === entity)
    .map(
      (entity) => `SELECT '${entity}', c.id FROM ${entity}s c WHERE c.owner_id = $1 AND c.merged_into IS NULL
        AND ${kind === 'person' ? 'true' : `c.id = ${bind(id)}::uuid`} AND ${seenSql(sight, entity, 'c', bind)}`,
    );
}

/** Planned contacts go with what they are about. */
function contacts(what: HandedWhat, bind: Bind): string {
  const { kind, id } = what;
  const about = kind === 'account' || kind === 'contact' ? `x.${kind}_id = ${bind(id)}::uuid OR` : '';
  const which =
    kind === 'person' ? 'true' : `(${about} x.instance_id IN (SELECT i.id ${OPEN} AND ${ofWhat(what, bind)}))`;
  return `SELECT 'interaction', x.id FROM interactions x
    WHERE x.status = 'planned' AND coalesce(x.responsible_id, x.author_id) = $1 AND ${which}`;
}

const tasks = ({ kind }: HandedWhat): string[] =>
  kind === 'person'
    ? [
        `SELECT 'task', t.id FROM tasks t JOIN process_instances i ON i.id = t.instance_id
         WHERE t.status = 'open' AND t.assignee_id = $1 AND i.open AND i.owner_id <> $1`,
      ]
    : [];
