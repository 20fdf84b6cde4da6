import type { Pool } from 'pg';
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

/** Every field of one kind of record: shipped, added by the installation (retired ones marked), properties and categories. */
export async function fieldsOf(pool: Pool, entity: Entity): Promise<SqlField[]> {
  const [fields, custom] = await Promise.all([
    withPicked(pool, entity, SHIPPED_FIELDS[entity]),
    customFields(pool, entity),
  ]);
  return [...fields, ...custom];
}
