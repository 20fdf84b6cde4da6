import type { AskedField } from '../../answer/values';
import { givenOf, isEmpty, type Value } from '../../answer/values';
import { newKey, Refused } from '../../api/client';
import { type Card, command, type FieldDefinition, type Kind } from '../queries';

/** A field of the process as the inputs of answers take it. */
export function askedOf(key: string, field: FieldDefinition, value: Value): AskedField {
  const options = Object.entries(field.options).map(([option, name]) => ({ value: option, name }));
  return { key, type: field.type, name: field.name, hint: field.hint ?? null, value, options };
}

export interface Amended {
  value: Value;
  /** The state of the deal that it was begun on. */
  seq: number;
}

const FOLLOWS = 3;

/**
 * Changes one field. Where the deal has moved on meanwhile and nobody has touched this field, it still means the same and follows.
 * @throws Refused
 */
export async function amend(kind: Kind, card: Card, field: AskedField, { value, seq }: Amended, key: string) {
  const typed = givenOf([field], { values: { [field.key]: value }, comment: '', seq, key });
  const fields = isEmpty(value) ? { [field.key]: null } : (typed.fields ?? { [field.key]: value });
  let [at, sent] = [seq, key];
  for (let follows = 0; ; follows++) {
    try {
      return await command(kind, card.id, { type: 'amend', fields, expectedSeq: at }, sent);
    } catch (fault) {
      const next = follows < FOLLOWS ? untouched(fault, field.key) : null;
      if (next === null) throw fault;
      [at, sent] = [next, newKey()];
    }
  }
}

function untouched(fault: unknown, key: string): number | null {
  if (!(fault instanceof Refused) || fault.problem.code !== 'Stale') return null;
  const { meanwhile } = fault.problem;
  if (!meanwhile || meanwhile.more) return null;
  return meanwhile.events.some(({ fields }) => fields !== null && key in fields) ? null : meanwhile.seq;
}
