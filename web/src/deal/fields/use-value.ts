import { isMoney } from '../../answer/values';
import { useSourceName } from '../../api/company';
import { useWords } from '../../words';
import { useFormat } from '../../words/format';
import type { Definition } from '../queries';

/** A value of a field of the process, in words. */
export function useValue(definition: Definition | undefined) {
  const { t, say } = useWords();
  const { money, day, figure } = useFormat();
  return (key: string, value: unknown): string => {
    const field = definition?.fields[key];
    if (value === null || value === undefined || value === '') return '–';
    if (isMoney(value)) return money(value);
    if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
    if (typeof value === 'number') return field?.type === 'percent' ? `${figure(value)} %` : figure(value);
    if (field?.type === 'date') return day(String(value));
    const option = field?.options[String(value)];
    return option ? say(option) : String(value);
  };
}

/** A field and its value, in words. */
export function useValueWords(definition: Definition | undefined) {
  const { t, say } = useWords();
  const source = useSourceName();
  const show = useValue(definition);
  return (key: string, value: unknown): string => {
    const field = definition?.fields[key];
    if (field) return `${say(field.name)}: ${show(key, value)}`;
    // What a lead or sale has beside the fields of its process.
    const name = t(`onDeal.field.${key as 'source'}`, { defaultValue: key });
    return `${name}: ${key === 'source' ? source(String(value)) : show(key, value)}`;
  };
}
