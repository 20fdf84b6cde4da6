import { useQuery } from '@tanstack/react-query';
import { type Both, useWords } from '../words';
import { type Field, fieldsQuery } from './queries';
import type { Entity } from './search';

const CODES = { language: 'language', country: 'region' } as const;

/** What a value of a field is called, for whoever reads: by the names that the field gives; a code of a language or a country by its name. */
export function useValueName(): (field: Pick<Field, 'key' | 'options'>, value: string) => string {
  const { say, language } = useWords();
  return ({ key, options }, value) => {
    const name: Both | undefined = options?.[value] ?? options?.[value.toLowerCase()];
    if (name) return say(name);
    const type = CODES[key as 'language'];
    return type && /^[a-z]{2}$/i.test(value) ? nameOfCode(value, type, language) : value;
  };
}

function nameOfCode(code: string, type: 'language' | 'region', locale: string): string {
  try {
    const asked = type === 'region' ? code.toUpperCase() : code;
    return new Intl.DisplayNames(locale, { type }).of(asked) ?? code;
  } catch {
    return code; // what only looks like one
  }
}

/** The same of a list whose fields are not read yet: what reports group by carries the keys of lists' fields. */
export function useNamesOf(entity: Entity, on = true): (key: string, value: string) => string {
  const { data } = useQuery({ ...fieldsQuery(entity), enabled: on });
  const named = useValueName();
  return (key, value) => named(data?.find((one) => one.key === key) ?? { key }, value);
}
