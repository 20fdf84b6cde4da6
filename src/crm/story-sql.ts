import type { Bind, Sight } from '../access';
import { seenSql } from '../access';
import type { Kind } from '../process';

/** Whose story it is: an organisation's, or a person's over all the organisations they belong to. */
export interface StoryOf {
  entity: 'account' | 'contact';
  id: string;
  sight: Sight;
}

/** The leads or sales of a client that somebody sees: `w` is the CRM's row, `i` the instance. */
export const processesOf = ({ entity, id, sight }: StoryOf, kind: Kind, bind: Bind): string =>
  `FROM ${kind}s w JOIN process_instances i ON i.id = w.id
   WHERE w.${entity}_id = ${bind(id)} AND ${seenSql(sight, kind, 'i', bind)}`;

/**
 * The interactions `x` with a client that somebody sees: those about nobody's deal, and those about a lead or sale in sight.
 */
export function interactionsOf({ entity, id, sight }: StoryOf, bind: Bind): string {
  const of = `x.${entity}_id = ${bind(id)}`;
  if (sight.owners === null) return of;
  const seen = (kind: Kind) =>
    `EXISTS (SELECT 1 FROM ${kind}s w JOIN process_instances i ON i.id = w.id
       WHERE i.id = x.instance_id AND ${seenSql(sight, kind, 'i', bind)})`;
  return `${of} AND (x.instance_id IS NULL OR ${seen('lead')} OR ${seen('sale')})`;
}
