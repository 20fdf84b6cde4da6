import type { PoolClient } from 'pg';
import type { Pool } from '../../platform/database';
import { inTransaction } from '../../platform/in-transaction';
import type { Instant } from '../../process';
import { PARTS_OF, type PartName, type Parts, type Point, type PointKind, partsSql, writePart } from './parts';
import { type ChangedEntity, recordChange } from './record-changes';
import { CARD_TABLES } from './seen';

/** What somebody wants a card to say. What is absent stays as it is. */
export interface CardWrite {
  /** By the names of the table's columns; null empties one. */
  columns: Readonly<Record<string, unknown>>;
  /** `properties` are laid over those there are, null taking one away; every other part takes the place of the old one. */
  parts?: Partial<Omit<Parts, 'properties'>> & { properties?: Readonly<Record<string, string | null>> };
  /** The first of a kind of points, for who knows no lists; null takes it away. */
  first?: Partial<Record<PointKind, string | null>>;
}

interface By {
  id: string;
  by: string | null;
  at: Instant;
}

/** What became of a change. `moved on`: somebody else changed the card after the revision that was seen. */
export type CardChanged =
  | { became: 'changed' | 'same' }
  | { became: 'gone' }
  | { became: 'moved on'; revision: number };

/** The column in which a card keeps its first point of a kind, so that lists need no look beside. */
const FIRST: Readonly<Record<ChangedEntity, Partial<Record<PointKind, string>>>> = {
  account: { site: 'website' },
  contact: { 'e-mail': 'email', phone: 'phone' },
};

/** A card as it stands under the lock of its row: columns by their names, and the parts beside. */
export interface Held {
  row: Readonly<Record<string, unknown>>;
  parts: Parts;
}

/** Makes a card under a given id; made once before, it is left as it is. */
export async function insertCard(pool: Pool, entity: ChangedEntity, who: By, wanted: CardWrite): Promise<void> {
  const { table } = CARD_TABLES[entity];
  const at = new Date(who.at).toISOString();
  await inTransaction(pool, async (client) => {
    const after = whole(entity, EMPTY, wanted);
    const given = Object.fromEntries(Object.entries(after.columns).filter(([, value]) => value !== null));
    const row = { ...given, id: who.id, created_at: at, updated_at: at, updated_by: who.by };
    const columns = Object.keys(row).join(', ');
    const { rowCount } = await client.query(
      `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_record(NULL::${table}, $1) ON CONFLICT (id) DO NOTHING`,
      [JSON.stringify(row)],
    );
    if (!rowCount) return;
    const of = { entity, id: who.id, country: (given.country as string | undefined) ?? null };
    for (const [name, part] of Object.entries(after.parts)) await writePart(client, of, name as PartName, part);
    const said = { ...given, ...Object.fromEntries(Object.entries(after.parts).filter(([, part]) => !isBare(part))) };
    await recordChange(client, { entity, ...who, revision: 1, how: 'create', before: {}, after: said });
  });
}

const isBare = (part: object): boolean => Object.keys(part).length === 0;
const EMPTY: Held = {
  row: {},
  parts: { points: [], addresses: [], requisites: [], properties: {}, categories: [], accounts: [] },
};

/** What is wanted of a card as it stands. */
export type CheckChange = (before: Held) => CardWrite;

/**
 * Changes a card, if it is still what `revision` was (null: whatever it is), and keeps what changed. `wanted` is asked under
 * the row's lock, so what it checks against the row holds when it is written.
 * @throws what `wanted` throws; nothing is changed then
 */
export function changeCard(
  pool: Pool,
  entity: ChangedEntity,
  { revision, how, ...who }: By & { revision: number | null; how?: string },
  wanted: CheckChange,
): Promise<CardChanged> {
  return inTransaction(pool, async (client): Promise<CardChanged> => {
    const held = await hold(client, entity, who.id);
    if (!held) return { became: 'gone' };
    const now = Number(held.row.revision);
    if (revision !== null && revision !== now) return { became: 'moved on', revision: now };
    const after = whole(entity, held, wanted(held));
    const columns = differing(held.row, after.columns);
    const parts = differing(held.parts as unknown as Record<string, unknown>, after.parts);
    if (isBare(columns) && isBare(parts)) return { became: 'same' };
    await update(client, entity, { ...who, revision: now + 1 }, columns);
    const country = ('country' in columns ? columns.country : held.row.country) as string | null;
    for (const [name, part] of Object.entries(parts))
      await writePart(client, { entity, id: who.id, country }, name as PartName, part as Parts[PartName]);
    const was = { ...pick(held.row, columns), ...pick(held.parts as unknown as Record<string, unknown>, parts) };
    const change = { entity, ...who, revision: now + 1, before: was, after: { ...columns, ...parts } };
    await recordChange(client, how === undefined ? change : { ...change, how });
    return { became: 'changed' };
  });
}

async function hold(client: PoolClient, entity: ChangedEntity, id: string): Promise<Held | null> {
  const { table } = CARD_TABLES[entity];
  // Not FOR UPDATE: others may go on to name this row as their holding, or as a deal's client.
  await client.query(`SELECT 1 FROM ${table} WHERE id = $1 FOR NO KEY UPDATE`, [id]);
  const { rows } = await client.query<Held>(
    `SELECT to_jsonb(x) AS row, jsonb_build_object(${partsSql(entity)}) AS parts FROM ${table} x WHERE id = $1`,
    [id],
  );
  const [held] = rows;
  return held ? { row: held.row, parts: { ...EMPTY.parts, ...held.parts } } : null;
}

async function update(
  client: PoolClient,
  entity: ChangedEntity,
  who: By & { revision: number },
  columns: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { table } = CARD_TABLES[entity];
  const row = { ...columns, revision: who.revision, updated_at: new Date(who.at).toISOString(), updated_by: who.by };
  const set = Object.keys(row).map((column) => `${column} = n.${column}`);
  await client.query(
    `UPDATE ${table} t SET ${set.join(', ')} FROM jsonb_populate_record(NULL::${table}, $2) n WHERE t.id = $1`,
    [who.id, JSON.stringify(row)],
  );
}

/** What the card is to say in full, as far as it is named: shorts become points, and first points become columns. */
function whole(entity: ChangedEntity, { row, parts: had }: Held, { columns, parts = {}, first = {} }: CardWrite) {
  const { properties, points: given, ...rest } = parts;
  const shorts = Object.entries(first) as [PointKind, string | null][];
  const points = given ?? (shorts.length > 0 ? withColumns(entity, row, had.points) : undefined);
  const named = points && shorts.reduce((all, [kind, value]) => withFirst(all, kind, value), points);
  const laid = properties && Object.entries({ ...had.properties, ...properties }).filter(([, value]) => value !== null);
  const whole: Partial<Parts> = {
    ...rest,
    ...(named && { points: named }),
    ...(laid && { properties: Object.fromEntries(laid) as Record<string, string> }),
  };
  const known = Object.entries(whole).filter(([name]) => PARTS_OF[entity].includes(name as PartName));
  return {
    columns: { ...columns, ...(named && firstColumns(entity, named)) },
    parts: Object.fromEntries(known) as Partial<Parts>,
  };
}

/** Points with those that stand in a column only: rows made by an import, or by a qualified lead, have no others. */
export function withColumns(
  entity: ChangedEntity,
  row: Readonly<Record<string, unknown>>,
  points: readonly Point[],
): readonly Point[] {
  const lone = Object.entries(FIRST[entity]).flatMap(([kind, column]): Point[] => {
    const value = row[column];
    if (typeof value !== 'string' || points.some((one) => one.kind === kind && one.value === value)) return [];
    return [{ kind: kind as PointKind, value, label: null }];
  });
  return [...lone, ...points];
}

function withFirst(points: readonly Point[], kind: PointKind, value: string | null): readonly Point[] {
  const at = points.findIndex((one) => one.kind === kind);
  if (value === null) return points.filter((_, n) => n !== at);
  if (at < 0) return [{ kind, value, label: null }, ...points];
  return points.map((one, n) => (n === at ? { ...one, value } : one));
}

const firstColumns = (entity: ChangedEntity, points: readonly Point[]): Record<string, string | null> =>
  Object.fromEntries(
    Object.entries(FIRST[entity]).map(([kind, column]) => [
      column,
      points.find((one) => one.kind === kind)?.value ?? null,
    ]),
  );

const differing = (
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(after).filter(
      ([name, value]) => value !== undefined && canonical(value) !== canonical(before[name]),
    ),
  );

/** Text that is the same for the same JSON, in whatever order its members stand. */
const canonical = (value: unknown): string =>
  JSON.stringify(value ?? null, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

const pick = (from: Readonly<Record<string, unknown>>, named: object): Record<string, unknown> =>
  Object.fromEntries(Object.keys(named).map((name) => [name, from[name] ?? null]));
