import { type FieldEntity, type FieldMask, isClosed } from '../../access';

type Body = Readonly<Record<string, unknown>>;
const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The parts of a body whose keys are fields, and what those are called. */
const KEYED: Readonly<Record<string, string>> = { custom: 'custom.', properties: 'property.', fields: '', values: '' };

/** Of a contact's place in an organisation, by whichever card it is set. */
const OF_PLACES: readonly string[] = ['post', 'decisionRole'];

/**
 * Which fields of a body that makes or changes a record are closed to whoever sends it, by their places in it. `null` counts as much
 * as a value: emptying is setting. A list of parts, such as phones and addresses, takes the place of the old one: it is closed as soon
 * as one of its parts is, since it would take away what its sender does not see.
 */
export function closedFieldsIn(mask: FieldMask, entity: FieldEntity, body: unknown): string[] {
  if (!isBody(body)) return [];
  return Object.entries(body).flatMap(([key, value]) => {
    if (value === undefined) return [];
    if (OF_PLACES.includes(key) && entity === 'account') return isClosed(mask, 'contact', key) ? [key] : [];
    if (isClosed(mask, entity, key)) return [key];
    return within(mask, entity, key, value);
  });
}

function within(mask: FieldMask, entity: FieldEntity, key: string, value: unknown): string[] {
  if (key in KEYED && isBody(value))
    return named(
      key,
      Object.keys(value).filter((one) => isClosed(mask, entity, `${KEYED[key]}${one}`)),
    );
  if (key === 'fields' && Array.isArray(value))
    return value.flatMap((one) =>
      isBody(one) && typeof one.field === 'string' && isClosed(mask, entity, one.field) ? [`fields.${one.field}`] : [],
    );
  // What a lead becomes.
  if (entity === 'lead' && key === 'sale') return named(key, closedFieldsIn(mask, 'sale', value));
  return [];
}

const named = (part: string, keys: readonly string[]): string[] => keys.map((key) => `${part}.${key}`);
