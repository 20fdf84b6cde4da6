import { useQuery } from '@tanstack/react-query';
import { usePeople } from '../api/company';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { readCondition } from './conditions';
import { accountListsQuery, type Field } from './queries';
import { useValueName } from './use-value-name';

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i;
export const SPANS = ['today', 'yesterday', 'tomorrow', 'this week', 'last week', 'next week'] as const;
export const LONG_SPANS = [
  'this month',
  'last month',
  'this quarter',
  'last quarter',
  'this year',
  'last year',
] as const;
const AGO = /^-\s*(\d+)\s*(d|w|m|y|days?|weeks?|months?|years?)$/;

/** A condition as people say it; what only the filter language says stays as it is. */
export function useConditionWords(fields: readonly Field[]): (condition: string) => string {
  const { t, say } = useWords();
  const { day } = useFormat();
  const people = usePeople(true);
  const lists = useQuery(accountListsQuery);
  const named = useValueName();
  const byKey = new Map(fields.map((field) => [field.key, field]));
  const value = (one: string, field: Pick<Field, 'key' | 'type' | 'options'>): string => {
    const { type } = field;
    if (one === 'me' || one === 'my team') return t(`lists.asker.${one}`);
    if (type === 'flag') return t(one === 'no' ? 'lists.no' : 'lists.yes');
    const span = t(`lists.span.${one as 'today'}`, { defaultValue: '' });
    const [, count, unit] = AGO.exec(one) ?? [];
    if ((type === 'date' || type === 'time') && span) return span;
    if (count && unit) return t(`lists.ago.${unit[0] as 'd'}`, { count: Number(count) });
    if (/^\d{4}-\d\d-\d\d$/.test(one)) return day(one);
    if (UUID.test(one))
      return [...(people.data ?? []), ...(lists.data ?? [])].find(({ id }) => id === one)?.name ?? '…';
    return named(field, one);
  };
  return (condition) => {
    const read = readCondition(condition);
    if (!read) return condition;
    const { key, op, values } = read;
    const field = byKey.get(key);
    if (key === '' && op.endsWith('list'))
      return `${t(`lists.op.${op}`)} ${values.map((one) => value(one, { key, type: 'ref' })).join(', ')}`;
    if (!field) return condition;
    if (field.type === 'flag' && op === '=') return `${say(field.name)}: ${value(values[0] ?? 'yes', field)}`;
    const said = values.map((one) => value(one, field)).join(', ');
    const timed = field.type === 'date' || field.type === 'time';
    const word = timed ? t(`lists.timeOp.${op as '='}`, { defaultValue: op }) : t(`lists.op.${op}`);
    return [say(field.name), word, said].filter(Boolean).join(' ');
  };
}
