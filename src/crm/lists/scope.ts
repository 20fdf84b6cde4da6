import { seenSql } from '../../access';
import { WORDS } from '../instance-sql';
import type { Entity } from './filter';
import type { SqlContext } from './sql-field';

const OWNER = 'LEFT JOIN people o ON o.id =';

const INSTANCES = (kind: 'lead' | 'sale') =>
  `process_instances i ${WORDS[kind].from} LEFT JOIN process_versions version ON version.id = i.version_id
   LEFT JOIN people creator ON creator.id = w.created_by ${OWNER} i.owner_id`;

/** What rows of each kind of record are read from: `i` and `w` for leads and sales, `r` for clients; `o` is the owner. */
export const FROM: Readonly<Record<Entity, string>> = {
  lead: INSTANCES('lead'),
  sale: INSTANCES('sale'),
  account: `accounts r LEFT JOIN accounts h ON h.id = r.holding_id ${OWNER} r.owner_id`,
  contact: `contacts r ${OWNER} r.owner_id`,
};

/** The id of a row. */
export const ID: Readonly<Record<Entity, string>> = { lead: 'i.id', sale: 'i.id', account: 'r.id', contact: 'r.id' };

/**
 * What every list of a kind of record holds at most, whatever else is asked: what the reader sees, what there was at the
 * instant as of which it is read, no double that lives on elsewhere, and nobody who was erased.
 */
export function scopeSql(entity: Entity, { bind, sight, asOf }: SqlContext): string[] {
  const at = `${bind(new Date(asOf))}::timestamptz`;
  const seen = seenSql(sight, entity, entity === 'lead' || entity === 'sale' ? 'i' : 'r', bind);
  switch (entity) {
    case 'lead':
    case 'sale':
      return [`i.kind = '${entity}'`, `i.started_at <= ${at}`, seen];
    case 'account':
      return [`r.created_at <= ${at}`, 'r.merged_into IS NULL', seen];
    case 'contact':
      return [`r.created_at <= ${at}`, 'r.merged_into IS NULL', 'r.erased_at IS NULL', seen];
  }
}
