import type { Pool } from 'pg';
import { maskOf, type Person } from '../../access';
import { fieldsOf } from './fields';
import { type Checked, type FilterFinding, type Found, findingsIn, readFilter } from './filter';
import type { ListMeaning } from './question';
import { SHARED_WITH } from './sharing';
import type { SqlField } from './sql-field';

interface Row {
  id: string;
  name: string;
  condition: string | null;
}

/** A list's condition may name another list, and so on: no farther than this. */
const MOST_DEEP = 5;

/**
 * What the lists stand for that a filter names, by the name as it is written there: by id, or by name among those that the
 * reader may see, their own first. What is not there, or names itself, is found.
 */
export async function readConditions(
  pool: Pool,
  reader: Pick<Person, 'id' | 'teams' | 'roles' | 'ownRoles'>,
  text: string,
  filter: Checked | null,
): Promise<{ lists: Map<string, ListMeaning>; findings: FilterFinding[] }> {
  const walk: Walk = { pool, reader, lists: new Map(), fields: null };
  const found: Found[] = [];
  for (const named of filter ? listsIn(filter) : []) {
    const wrong = await follow(walk, named.list, []);
    if (wrong) found.push({ ...wrong, ...named.at });
  }
  return { lists: walk.lists, findings: findingsIn(text, found) };
}

interface Walk {
  pool: Pool;
  reader: Pick<Person, 'id' | 'teams' | 'roles' | 'ownRoles'>;
  lists: Map<string, ListMeaning>;
  fields: SqlField[] | null;
}

type Wrong = Pick<Found, 'code' | 'message'>;

async function follow(walk: Walk, name: string, above: readonly string[]): Promise<Wrong | null> {
  if (walk.lists.has(name)) return null;
  const row = await findList(walk, name);
  if (!row) return { code: 'ListUnknown', message: { en: `There is no list “${name}”.`, ru: `Списка «${name}» нет.` } };
  if (above.includes(row.id) || above.length >= MOST_DEEP) return circular(row.name);
  if (row.condition === null) walk.lists.set(name, { id: row.id });
  else return followCondition(walk, name, row, row.condition, [...above, row.id]);
  return null;
}

async function followCondition(
  walk: Walk,
  name: string,
  row: Row,
  text: string,
  above: readonly string[],
): Promise<Wrong | null> {
  walk.fields ??= await fieldsOf(walk.pool, 'account', maskOf(walk.reader));
  const { filter, findings } = readFilter(text, { fields: walk.fields, listable: true });
  const [first] = findings;
  if (first) return broken(row.name, first);
  for (const inner of filter ? listsIn(filter) : []) {
    const wrong = await follow(walk, inner.list, above);
    if (wrong) return wrong;
  }
  walk.lists.set(name, { condition: filter });
  return null;
}

const circular = (name: string): Wrong => ({
  code: 'ListCircular',
  message: {
    en: `The list “${name}” asks for itself, or goes too deep.`,
    ru: `Список «${name}» ссылается сам на себя или вложен слишком глубоко.`,
  },
});

const broken = (name: string, { code, message }: FilterFinding): Wrong => ({
  code,
  message: { en: `The list “${name}”: ${message.en}`, ru: `Список «${name}»: ${message.ru}` },
});

async function findList({ pool, reader }: Walk, name: string): Promise<Row | null> {
  const { rows } = await pool.query<Row>(
    `SELECT l.id, l.name, l.condition FROM account_lists l
     WHERE (l.id::text = lower($1) OR lower(l.name) = lower($1)) AND ${SHARED_WITH('l', '$2', '$3')}
     ORDER BY (l.owner_id = $2) DESC, l.created_at, l.id LIMIT 1`,
    [name, reader.id, reader.teams],
  );
  return rows[0] ?? null;
}

/** Every mention of a list in a filter. */
export function listsIn(filter: Checked): Extract<Checked, { is: 'listed' }>[] {
  if (filter.is === 'listed') return [filter];
  if (filter.is === 'term') return [];
  return filter.is === 'not' ? listsIn(filter.of) : filter.of.flatMap(listsIn);
}
