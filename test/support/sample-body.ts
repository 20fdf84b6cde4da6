/** A JSON schema, as far as the API's documentation uses it. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  pattern?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  propertyNames?: Schema;
  items?: Schema;
  minItems?: number;
  minimum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  maxLength?: number;
}

/** What a sample is made with. */
export interface Sampling {
  components: Record<string, Schema>;
  /** An id for the field of this name; whatever is not there unless told. */
  idOf?: (field: string) => string;
  /** A number for the field of this name. */
  number?: (field: string) => number | undefined;
  /** What stands in a text; `place` is its path in the body. */
  text?: (place: string, schema: Schema) => string;
  /** Whether something that may be left out is there too, by its path in the body; it is not unless told. */
  also?: (place: string) => boolean;
}

const TEXTS: readonly [RegExp, string][] = [
  [/\^\(\.\{1,200\}@\)/, '1'],
  [/\^\[A-Z\]\{2\}/, 'RU'],
  [/\^\[a-z\]\{2\}/, 'en'],
  [/2\[0-3\]\):/, '09:30'],
  [/custom/, 'custom.x'],
  [/https\?/, 'https://a.example'],
];

/** A body that has the form of its schema: of several forms the first that can be made. */
export function sampleOf(schema: Schema, given: Sampling, place = ''): unknown {
  if (schema.$ref) return sampleOf(given.components[schema.$ref.split('/').pop() ?? ''] ?? {}, given, place);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [form] = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [];
  if (form) return sampleOf(form, given, place);
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object':
      return objectOf(schema, given, place);
    case 'array':
      return (schema.minItems ?? 0) > 0 || given.also?.(`${place}.0`)
        ? [sampleOf(schema.items ?? {}, given, `${place}.0`)]
        : [];
    case 'integer':
    case 'number':
      return given.number?.(nameOf(place)) ?? Math.max(schema.minimum ?? 1, (schema.exclusiveMinimum ?? 0) + 1);
    case 'boolean':
      return false;
    case 'null':
      return null;
    default:
      return textOf(schema, given, place);
  }
}

function objectOf(schema: Schema, given: Sampling, place: string): Record<string, unknown> {
  const at = (name: string) => (place ? `${place}.${name}` : name);
  const fields = Object.entries(schema.properties ?? {}).filter(
    ([name]) => schema.required?.includes(name) || given.also?.(at(name)),
  );
  return Object.fromEntries(fields.map(([name, one]) => [name, sampleOf(one, given, at(name))]));
}

function textOf(schema: Schema, given: Sampling, place: string): string {
  const { format, pattern = '' } = schema;
  const field = nameOf(place);
  if (format === 'uuid') return given.idOf?.(field) ?? '00000000-0000-7000-8000-00000000dead';
  if (format === 'date-time') return '2030-01-02T03:04:05Z';
  if (format === 'date') return '2030-01-02';
  if (format === 'email') return 'sample@client.example';
  if (format === 'uri') return 'https://client.example/x';
  const known = TEXTS.find(([like]) => like.test(pattern))?.[1];
  if (known || pattern) return known ?? 'sample-key';
  if (field === 'currency') return 'RUB';
  if (field === 'amount') return '12.00';
  return given.text?.(place, schema) ?? 'sample'.padEnd(schema.minLength ?? 0, 'x').slice(0, schema.maxLength);
}

/** The name of the field that a place is in: `phones` for `points.0.phones.1`. */
export const nameOf = (place: string): string => place.split('.').findLast((part) => !/^\d+$/.test(part)) ?? '';
