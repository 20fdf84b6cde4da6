import type { Pool } from 'pg';
import { ALL_OPEN, type FieldMask, isHidden } from '../../../access';
import type { Entity } from '../filter';
import type { SqlField } from '../sql-field';
import { customFields, withPicked } from './added';
import { ACCOUNT_FIELDS, CONTACT_FIELDS } from './clients';
import { LEAD_FIELDS, SALE_FIELDS } from './leads-and-sales';

/** The fields that every installation has. */
export const SHIPPED_FIELDS: Readonly<Record<Entity, readonly SqlField[]>> = {
  lead: LEAD_FIELDS,
  sale: SALE_FIELDS,
  account: ACCOUNT_FIELDS,
  contact: CONTACT_FIELDS,
};

/**
 * Every field of one kind of record: shipped, added by the installation (retired ones marked), properties and categories. What a
 * mask hides is not there: no filter, no order and no column can name it.
 */
export async function fieldsOf(pool: Pool, entity: Entity, mask: FieldMask = ALL_OPEN): Promise<SqlField[]> {
  const [fields, custom] = await Promise.all([
    withPicked(pool, entity, SHIPPED_FIELDS[entity]),
    customFields(pool, entity),
  ]);
  return [...fields, ...custom].filter(({ key }) => !isHidden(mask, entity, key));
}
