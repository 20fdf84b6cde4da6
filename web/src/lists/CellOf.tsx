import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Light, type LightName } from '../parts/Light';
import { Sum } from '../parts/Sum';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import type { Cell, Field, Listed } from './queries';
import { CARDS, type Entity } from './search';
import { useValueName } from './use-value-name';

/** What a row shows of a field, by its type. */
export function CellOf({ row, field }: { row: Listed; field: Field }) {
  const { say, t } = useWords();
  const format = useFormat();
  const named = useValueName();
  const value = row.columns?.[field.key];
  if (field.key === 'light') return <Light light={value as LightName | null} />;
  if (field.key === 'stage' && 'stage' in row) return say(row.stage.name);
  if (value === null || value === undefined || value === '') return null;
  if (field.key === 'email')
    return (
      <a href={`mailto:${String(value)}`} tabIndex={-1}>
        {String(value)}
      </a>
    );
  return shown(value, field, { named: (one) => named(field, one), t, ...format });
}

type Words = ReturnType<typeof useFormat> &
  Pick<ReturnType<typeof useWords>, 't'> & { named: (value: string) => string };

function shown(value: Cell, { key, type }: Field, words: Words): ReactNode {
  if (Array.isArray(value)) return value.map(words.named).join(', ');
  if (typeof value === 'boolean') return words.t(value ? 'lists.yes' : 'lists.no');
  if (typeof value === 'number') return key === 'number' ? String(value) : words.figure(value);
  if (typeof value === 'object')
    return value && ('amount' in value ? <Sum of={value} /> : <Named of={value} field={key} />);
  if (type === 'time') return words.when(value as string);
  if (type === 'date') return words.day(value as string);
  return words.named(String(value));
}

/** A client opens its card; whoever of the company is responsible is only named. */
function Named({ of, field }: { of: { id: string; name: string }; field: string }) {
  const to = field === 'account' || field === 'contact' ? CARDS[field] : null;
  if (!to) return of.name;
  return (
    <Link to={to} params={{ id: of.id }} tabIndex={-1}>
      {of.name}
    </Link>
  );
}

/** What a row is called; pressed, it opens. */
export function NameOf({ row, entity, name }: { row: Listed; entity: Entity; name: string }) {
  const { t } = useWords();
  return (
    <Link to={CARDS[entity]} params={{ id: row.id }} tabIndex={-1}>
      {name || t('lists.nameless')}
    </Link>
  );
}
