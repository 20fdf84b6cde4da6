import type { Text } from '../../../process';
import type { Operator } from './tree';

/** What lists can hold. */
export type Entity = 'lead' | 'sale' | 'account' | 'contact';
export const ENTITIES: readonly Entity[] = ['lead', 'sale', 'account', 'contact'];

/**
 * What kind of value a field has. `date` is a day without a zone, `time` an instant, `person` somebody of the company, `ref`
 * another record by its name, `refs` several of them, `texts` several texts.
 */
export type FieldType =
  | 'text'
  | 'choice'
  | 'number'
  | 'money'
  | 'date'
  | 'time'
  | 'flag'
  | 'person'
  | 'ref'
  | 'refs'
  | 'texts';

/** A field that filters, orders and columns may name, as whoever writes them needs to know it. */
export interface ListField {
  key: string;
  type: FieldType;
  name: Text;
  /** Of a choice; of a text that is usually picked from a list, so that it is found by the name in either language. */
  options?: Readonly<Record<string, Text>>;
  /** A choice that may hold other values beside its options, as a process's own do. */
  open?: boolean;
  sortable: boolean;
  /** Nobody is asked for it any more. */
  retired?: boolean;
}

const ORDERED: readonly Operator[] = ['=', 'in', '<', '<=', '>', '>=', 'empty'];
const WORDS: readonly Operator[] = ['=', 'in', 'contains', 'starts with', 'empty'];

/** What may be asked of a field of each type. */
export const OPERATORS: Readonly<Record<FieldType, readonly Operator[]>> = {
  text: WORDS,
  texts: WORDS,
  ref: WORDS,
  refs: WORDS,
  person: WORDS,
  choice: ['=', 'in', 'empty'],
  number: ORDERED,
  money: ORDERED,
  date: ORDERED,
  time: ORDERED,
  flag: ['=', 'empty'],
};
