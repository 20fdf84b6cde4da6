/**
 * SQL for whoever is to be told in somebody's place at an instant: themselves, or, where they are away, their deputy (whose own
 * deputy counts likewise, five at most). Both are SQL of a value.
 */
export const standsIn = (person: string, at: string): string => `(
  WITH RECURSIVE chain AS (
    SELECT ${person} AS id, 0 AS depth
    UNION ALL
    SELECT d.deputy_id, depth + 1 FROM chain CROSS JOIN LATERAL (
      SELECT b.deputy_id FROM absences b JOIN people p ON p.id = b.deputy_id AND p.active
      WHERE b.person_id = chain.id AND b."from" <= ${at} AND b."to" > ${at} ORDER BY b."from", b.id LIMIT 1) d
    WHERE depth < 5)
  SELECT id FROM chain ORDER BY depth DESC LIMIT 1)`;

/** SQL for an id that follows from a text: what is made of it twice is made once. It looks as an id of version 5 does. */
export const idFrom = (text: string): string =>
  `overlay(overlay(md5(${text}) PLACING '5' FROM 13) PLACING '8' FROM 17)::uuid`;
