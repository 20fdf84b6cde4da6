/** Where a part of a filter's text stands: offsets of its first character and of the one after its last. */
export interface At {
  from: number;
  to: number;
}

/** Units that dates are counted in. */
export type Unit = 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year';

/**
 * A span of time as it is written: a day, an instant, so many units from now, or a whole unit such as this week. Which
 * instants it covers depends on the clock and the zone of who asks: see `boundsOf`.
 */
export type Span =
  | { as: 'day'; day: string }
  | { as: 'instant'; ms: number }
  | { as: 'away'; count: number; unit: Unit }
  | { as: 'whole'; shift: number; unit: Unit };

/** A value as it was written. */
export type Literal = At &
  (
    | { as: 'text'; text: string; quoted: boolean }
    | { as: 'number'; text: string }
    | { as: 'money'; text: string; currency: string }
    | { as: 'span'; span: Span; text: string }
    | { as: 'me' | 'my team' }
  );

/** What is asked of a field; `!=`, `not in` and the like are these, turned round. */
export type Operator = '=' | '<' | '<=' | '>' | '>=' | 'in' | 'contains' | 'starts with' | 'empty';

/** The name of a field, as it was written. */
export interface Name extends At {
  text: string;
}

/** A filter as it was written, with the place of each part. */
export type Tree =
  | { is: 'and' | 'or'; of: readonly Tree[] }
  | { is: 'not'; of: Tree }
  | ({ is: 'term'; field: Name; op: Operator; not: boolean; values: readonly Literal[]; opAt: At } & At)
  | ({ is: 'flag'; field: Name } & At)
  | ({ is: 'listed'; field: Name | null; not: boolean; list: string } & At)
  /** What could not be read; a finding says why. */
  | { is: 'broken' };
