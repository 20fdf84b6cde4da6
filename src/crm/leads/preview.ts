import type { Pool } from 'pg';
import type { Conversion } from '../../process';
import type { Ref } from '../instance-sql';
import { normalPhone } from '../normal';

/** A record that qualifying a lead would link, and by what it is known: given, on the lead, the same name and the like. */
export interface Linked {
  record: Ref;
  why: string;
}

/** What qualifying a lead now would link, as the conversion itself would find it. Nothing is written. */
export interface LeadLinks {
  account: Linked | null;
  contact: Linked | null;
  /** What the lead would make them of. */
  words: {
    topic: string;
    personName: string | null;
    organisation: string | null;
    email: string | null;
    phone: string | null;
    /** The phone in E.164, where it can be read; for the conversion, which knows fewer ways of writing one. */
    normalPhone: string | null;
    productId: string | null;
    saleId: string | null;
  };
}

interface Row {
  topic: string;
  personName: string | null;
  organisation: string | null;
  email: string | null;
  phone: string | null;
  country: string | null;
  productId: string | null;
  saleId: string | null;
}

/** null when there is no such lead. */
export async function leadLinks(
  pool: Pool,
  leadId: string,
  conversion: Pick<Conversion, 'account' | 'contact'>,
): Promise<LeadLinks | null> {
  const { rows } = await pool.query<Row>(
    `SELECT topic, person_name AS "personName", organisation, email, phone, country, product_id AS "productId", sale_id AS "saleId"
     FROM leads WHERE id = $1`,
    [leadId],
  );
  const [lead] = rows;
  if (!lead) return null;
  const { country, ...words } = lead;
  const normal = lead.phone === null ? null : normalPhone(lead.phone, country ?? undefined);
  const found = await pool.query<{ account: Ref | null; contact: Ref | null; accountWhy: string; contactWhy: string }>(
    `SELECT l.links ->> 'accountWhy' AS "accountWhy", l.links ->> 'contactWhy' AS "contactWhy",
       (SELECT jsonb_build_object('id', id, 'name', name) FROM accounts WHERE id = (l.links ->> 'accountId')::uuid) AS account,
       (SELECT jsonb_build_object('id', id, 'name', name) FROM contacts WHERE id = (l.links ->> 'contactId')::uuid) AS contact
     FROM (SELECT links_of_lead(l, $2, $3) AS links FROM leads l WHERE id = $1 OFFSET 0) l`,
    [leadId, JSON.stringify(conversion), normal],
  );
  const { account = null, contact = null, accountWhy = '', contactWhy = '' } = found.rows[0] ?? {};
  return {
    account: account && { record: account, why: accountWhy },
    contact: contact && { record: contact, why: contactWhy },
    words: { ...words, normalPhone: normal },
  };
}
