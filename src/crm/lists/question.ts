import type { Pool } from 'pg';
import { maskOf, type Person } from '../../access';
import { readConditions } from './conditions';
import { fieldsOf } from './fields';
import { type Checked, type Entity, type FilterFinding, type Found, findingsIn, oneOf, readFilter } from './filter';
import { readOrder, type SortKey } from './order';
import type { SqlField } from './sql-field';

/** What is asked of a list, as people write it. */
export interface Wording {
  entity: Entity;
  filter?: string;
  /** Such as `-rating,startedAt`. */
  sort?: string;
  /** Keys of fields. */
  columns?: readonly string[];
}

/** What is asked of a list, once all of it is known to make sense. */
export interface Question {
  entity: Entity;
  /** Each must be met. */
  filters: readonly Checked[];
  order: readonly SortKey[];
  columns: readonly SqlField[];
  fields: readonly SqlField[];
  /** What the lists that are named stand for. */
  lists: ReadonlyMap<string, ListMeaning>;
}

/** A list of organisations as a filter means it: rows of its own, or whoever meets a condition. */
export type ListMeaning = { id: string } | { condition: Checked | null };

/** What is wrong, by the part that it stands in. */
export type Faults = Partial<Record<'filter' | 'sort' | 'columns', readonly FilterFinding[]>>;

/** What was asked does not make sense; nothing was read. */
export class WordingError extends Error {
  override readonly name = 'WordingError';
  constructor(readonly faults: Faults) {
    super(
      Object.values(faults)
        .flatMap((found) => found.map(({ message }) => message.en))
        .join(' '),
    );
  }
}

/** The order of a list for which nobody asks for another. */
export const USUAL_ORDER: Readonly<Record<Entity, string>> = {
  lead: '-startedAt',
  sale: '-startedAt',
  account: 'name',
  contact: 'name',
};

/** Who asks a list, as far as what they may ask goes. */
export type Asking = Pick<Person, 'id' | 'teams' | 'roles' | 'ownRoles'>;

/** Reads what is asked of a list and finds everything that is wrong with it. */
export async function ask(
  pool: Pool,
  reader: Asking,
  wording: Wording,
): Promise<{ question: Question; faults: Faults }> {
  const { entity, filter: text = '', sort, columns: keys = [] } = wording;
  const fields = await fieldsOf(pool, entity, maskOf(reader));
  const { filter, findings } = readFilter(text, { fields, listable: entity === 'account' });
  const conditions = await readConditions(pool, reader, text, filter);
  const order = readOrder(sort || USUAL_ORDER[entity], fields);
  const columns = columnsOf(keys, fields);
  const faults = { filter: [...findings, ...conditions.findings], sort: order.findings, columns: columns.findings };
  const filters = filter ? [filter] : [];
  const question = { entity, fields, filters, order: order.keys, columns: columns.fields, lists: conditions.lists };
  return { question, faults: onlyWrong(faults) };
}

/** @throws WordingError */
export async function askRightly(...asked: Parameters<typeof ask>): Promise<Question> {
  const { question, faults } = await ask(...asked);
  if (Object.keys(faults).length > 0) throw new WordingError(faults);
  return question;
}

const onlyWrong = (faults: Required<Faults>): Faults =>
  Object.fromEntries(Object.entries(faults).filter(([, found]) => found.length > 0));

function columnsOf(
  keys: readonly string[],
  fields: readonly SqlField[],
): { fields: SqlField[]; findings: FilterFinding[] } {
  const known = new Map(fields.map((field) => [field.key, field]));
  const text = keys.join(',');
  const found: Found[] = [];
  let from = 0;
  for (const key of keys) {
    const at = { from, to: from + key.length };
    const field = known.get(key);
    if (!field) found.push({ ...at, code: 'FieldUnknown', message: unknown(key, fields) });
    else if (field.retired)
      found.push({
        ...at,
        code: 'FieldRetired',
        message: { en: `The field ${key} was retired.`, ru: `Поле ${key} выведено из употребления.` },
      });
    from += key.length + 1;
  }
  return { fields: keys.flatMap((key) => known.get(key) ?? []), findings: findingsIn(text, found) };
}

function unknown(key: string, fields: readonly SqlField[]): Found['message'] {
  const may = fields.filter(({ retired }) => !retired).map((field) => field.key);
  return {
    en: `There is no field ${key}; there are ${oneOf(may, 'en')}.`,
    ru: `Поля ${key} нет; есть ${oneOf(may, 'ru')}.`,
  };
}
