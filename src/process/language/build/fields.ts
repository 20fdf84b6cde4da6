import type { Definition, FieldDefinition } from '../../definition';
import { mapValues } from '../../map-values';
import type { Fields } from '../../types';
import { REASON } from '../names';
import type { FieldText } from '../schema/field';
import { readValue } from '../shorthand';
import { nameOf, type Path, used, type Warn, wordsOf } from './words';

/** The fields that a text declares, and the reason where it asks for one without declaring it. */
export function buildFields(
  given: Readonly<Record<string, FieldText>>,
  warn: Warn,
  { withReason, fromCatalogue }: { withReason: boolean; fromCatalogue: ReadonlySet<string> },
): Definition['fields'] {
  const own = mapValues(given, (field, key) => fieldOf(field, key, warn, fromCatalogue.has(key)));
  return withReason && !Object.hasOwn(own, 'reason') ? { ...own, reason: REASON } : own;
}

/** One field of a text. What a catalogue's options are called is warned about once, where the catalogue stands. */
export function fieldOf(field: FieldText, key: string, warn: Warn, fromCatalogue = false): FieldDefinition {
  const path = ['fields', key];
  return {
    type: field.type,
    name: nameOf(field.name, key, path, warn),
    options: optionsOf(field.options ?? {}, [...path, 'options'], fromCatalogue ? () => {} : warn),
    default: (readValue(field.type, field.default) ?? null) as Fields[string],
    ...used({ hint: wordsOf(field.hint, [...path, 'hint'], warn) ?? undefined, edit: field.edit }),
  };
}

/** The options of a choice, with what they are called. */
export const optionsOf = (options: NonNullable<FieldText['options']>, path: Path, warn: Warn) =>
  mapValues(options, (name, option) => nameOf(name, option, [...path, option], warn));
