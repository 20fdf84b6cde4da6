import { z } from 'zod';
import { isHidden, maskOf, type Person } from '../access';
import {
  askRightly,
  type Entity,
  type Faults,
  type FilterFinding,
  type Question,
  type Reader,
  readView,
  WordingError,
} from '../crm';
import type { Context } from './context';
import { Problem } from './problem';
import { counted } from './schema';

const isZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch {
    return false;
  }
};

/** What every list and every file made of one can be asked with. */
export const asked = {
  view: z.string().max(100).optional().meta({ description: 'The id of a view; what else is asked comes on top of it' }),
  filter: z
    .string()
    .max(4000)
    .optional()
    .meta({ description: 'In the filter language: industry = "Finance" and open' }),
  sort: z
    .string()
    .max(300)
    .optional()
    .meta({ description: 'Fields, the most important first, a minus for the largest first' }),
  columns: z
    .string()
    .max(4000)
    .transform((text) => text.split(',').map((key) => key.trim()))
    .optional()
    .meta({ description: 'Keys of fields, with commas between' }),
  zone: z
    .string()
    .max(100)
    .refine(isZone, 'There is no such time zone: write Europe/Moscow')
    .optional()
    .meta({ description: 'Whose days and weeks are meant; else those of your office' }),
};

/** What lists take beside the filters of old. */
export const listAsked = { ...asked, ...counted };

/** What was asked, of a view or not. */
export interface AskedList {
  view?: string;
  filter?: string;
  sort?: string;
  columns?: readonly string[];
}

/** Who reads a list, as it needs to know them. */
export const readerOf = (person: Person, zone: string | undefined): Reader => ({
  person,
  ...(zone !== undefined && { zone }),
});

/**
 * What is asked of a list: that of the view, if one is named, and what the address adds.
 * @throws Problem with all that is wrong, each with its place
 */
export async function questionOf(
  { pool }: Context,
  actor: Person,
  entity: Entity,
  { view: id, filter, sort, columns }: AskedList,
): Promise<Question> {
  const view = id === undefined ? null : await readView(pool, actor, id);
  if (id !== undefined && view?.entity !== entity) throw wrongView(`There is no such view of ${entity}s.`);
  const own = await told('query', askRightly(pool, actor, { entity, filter, sort, columns }));
  if (!view) return own;
  const seen = await told('query.view', askRightly(pool, actor, withoutHidden(actor, view)));
  return {
    ...own,
    filters: [...seen.filters, ...own.filters],
    lists: new Map([...seen.lists, ...own.lists]),
    order: sort === undefined ? seen.order : own.order,
    columns: columns === undefined ? seen.columns : own.columns,
  };
}

/** A view without the columns and the order that its reader does not see: others made it. Its filter stays, and is refused. */
function withoutHidden<V extends { entity: Entity; sort: string; columns: readonly string[] }>(
  actor: Person,
  view: V,
): V {
  const mask = maskOf(actor);
  const open = (key: string) => !isHidden(mask, view.entity, key.trim().replace(/^-/, ''));
  return { ...view, columns: view.columns.filter(open), sort: view.sort.split(',').filter(open).join(',') };
}

/** Of columns that nobody asked for by name, those that somebody sees. */
export const openColumns = (actor: Person, entity: Entity, columns: readonly string[]): string[] =>
  columns.filter((key) => !isHidden(maskOf(actor), entity, key));

const wrongView = (message: string): Problem =>
  new Problem('BadInput', { detail: message, errors: [{ path: 'query.view', message }] });

async function told<T>(part: string, asking: Promise<T>): Promise<T> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof WordingError) throw faultyWording(part, error.faults);
    throw error;
  }
}

/** A filter, order or columns that make no sense, as the one who sent them is told; in `findings` with lines and columns. */
export function faultyWording(part: string, faults: Faults): Problem {
  const all = Object.entries(faults).flatMap(([name, found]) =>
    found.map((one) => ({ path: `${part}.${name}`, ...one })),
  );
  const errors = all.map(({ path, column, message }) => ({ path, message: `At ${column}: ${message.en}` }));
  const findings = all.map(({ path, ...finding }) => ({ ...findingOut(finding), path: path.split('.') }));
  return new Problem('BadInput', {
    detail: errors.map(({ path, message }) => `${path}: ${message}`).join(' '),
    errors,
    findings,
  });
}

const findingOut = ({ code, line, column, message }: FilterFinding) => ({
  code,
  level: 'error',
  message: message.en,
  line,
  column,
});
