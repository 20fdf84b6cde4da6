import type { Money } from '../../../process';
import type { ListField } from './fields';
import type { At, Span } from './tree';

/** A value of the type that its field has. */
export type Value =
  | { as: 'text'; text: string }
  | { as: 'id'; id: string }
  | { as: 'number'; number: number }
  | { as: 'money'; money: Money }
  | { as: 'span'; span: Span }
  | { as: 'flag'; on: boolean }
  | { as: 'me' | 'my team' };

/** What a checked condition asks; `=` is `in` with one value. */
export type Test = 'in' | '<' | '<=' | '>' | '>=' | 'contains' | 'starts with' | 'empty';

/**
 * A filter whose names and types are right. A condition holds or does not, there is no third: of an empty field only `empty`
 * and what is turned round by `not` hold.
 */
export type Checked =
  | { is: 'and' | 'or'; of: readonly Checked[] }
  | { is: 'not'; of: Checked }
  | { is: 'term'; field: ListField; test: Test; values: readonly Value[] }
  /** In a list of organisations: the record itself, or the one that a field names. */
  | { is: 'listed'; field: ListField | null; list: string; at: At };
