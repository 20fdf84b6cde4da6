import { type FieldEntity, isAllOpen, isClosed, maskOf, type Person } from '../../access';
import type { Misplaced } from '../problem';

/** What a column of a file may be that goes by another name on a card. */
const CALLED: Readonly<Record<string, string>> = {
  email2: 'email',
  phone2: 'phone',
  phone3: 'phone',
  city: 'addresses',
  postcode: 'addresses',
  address: 'addresses',
};

const RECORDS: readonly string[] = ['lead', 'sale', 'account', 'contact'] satisfies FieldEntity[];

interface Mapped {
  entity: string;
  columns: Readonly<Record<string, string>>;
  defaults: Readonly<Record<string, unknown>>;
}

/** Which columns and defaults of a mapping would set what is closed to whoever brings the file in. */
export function closedColumns(actor: Person, { entity, columns, defaults }: Mapped): Misplaced[] {
  const mask = maskOf(actor);
  if (isAllOpen(mask) || !RECORDS.includes(entity)) return [];
  const closed = (target: string) =>
    isClosed(mask, entity as FieldEntity, CALLED[target] ?? target.replace(/^field\./, ''));
  const message = 'Your roles do not let you set it';
  return [
    ...Object.entries(columns).flatMap(([name, target]) =>
      closed(target) ? [{ path: `body.columns.${name}`, message }] : [],
    ),
    ...Object.keys(defaults).flatMap((target) =>
      closed(target) ? [{ path: `body.defaults.${target}`, message }] : [],
    ),
  ];
}
