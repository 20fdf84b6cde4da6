import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { isMoney, type Value } from '../../answer/values';
import { hasDraft } from '../../api/drafts';
import { useMayI, useMe } from '../../api/me';
import { useWords } from '../../words';
import { useFormat } from '../../words/format';
import styles from '../deal.module.css';
import type { Card, Definition, Kind } from '../queries';
import { AmendForm, amendScope } from './AmendForm';
import { askedOf } from './amend';
import { EditRow } from './EditRow';
import look from './fields.module.css';
import { TypedForm, typedScope } from './TypedForm';
import {
  type CustomField,
  catalogueQuery,
  customFieldsQuery,
  refOf,
  TYPED,
  type TypedField,
  wordOf,
} from './typed-fields';
import { useValue } from './use-value';

interface FieldsProps {
  kind: Kind;
  card: Card;
  definition: Definition | undefined;
  /** Whether the process lets its fields be changed now, by whoever is here. */
  mayAmend: boolean;
}

/** All that is known of a deal, each changed where it stands: what its process asks, what was typed, what the company has added. */
export function Fields({ kind, card, definition, mayAmend }: FieldsProps) {
  const { t, say } = useWords();
  const me = useMe();
  const mayChange = useMayI(`${kind}.change`) && card.toRead !== true;
  const show = useValue(definition);
  const custom = useQuery(customFieldsQuery(kind));
  const closed = (me.closed[kind] ?? {}) as Record<string, 'hidden' | 'read-only'>;
  const lacks = 'lacks' in card ? card.lacks : [];
  const shown = useShown();
  const typed = (name: string, key: string, value: unknown, field: TypedField | { custom: CustomField }) => (
    <EditRow
      key={key}
      name={name}
      shown={shown(value, field)}
      closed={closed[key]}
      begun={hasDraft(me.id, typedScope(card.id, key))}
      form={
        mayChange
          ? (close) => <TypedForm kind={kind} card={card} name={name} value={value} field={field} close={close} />
          : null
      }
    />
  );
  return (
    <>
      {lacks.length > 0 && (
        <p className={styles.lacks}>{t('deal.lacks', { fields: lacks.map(({ name }) => say(name)).join(', ') })}</p>
      )}
      <h3 className={look.group}>{t('onDeal.ofProcess')}</h3>
      {!mayAmend && card.open && <p className={styles.quiet}>{t('onDeal.notToAmend')}</p>}
      <dl className={look.list}>
        {Object.entries(definition?.fields ?? {}).map(([key, field]) => (
          <EditRow
            key={key}
            name={say(field.name)}
            shown={show(key, card.fields[key])}
            closed={closed[key === 'probability' ? 'probabilityPct' : key] ?? closed[key]}
            begun={hasDraft(me.id, amendScope(card.id, key))}
            form={
              mayAmend && card.toRead !== true && definition
                ? (close) => (
                    <AmendForm
                      kind={kind}
                      card={card}
                      definition={definition}
                      field={askedOf(key, field, (card.fields[key] ?? null) as Value)}
                      close={close}
                    />
                  )
                : null
            }
          />
        ))}
      </dl>
      <h3 className={look.group}>{t('onDeal.typed')}</h3>
      <dl className={look.list}>
        {TYPED[kind].map((field) =>
          typed(t(`onDeal.field.${field.key}` as 'onDeal.field.title'), field.key, wordOf(card, field.key), field),
        )}
      </dl>
      {custom.data && custom.data.length > 0 && (
        <>
          <h3 className={look.group}>{t('onDeal.added')}</h3>
          <dl className={look.list}>
            {custom.data
              .filter(({ key, retiredAt }) => retiredAt === null || key in card.custom)
              .map((field) => typed(say(field.name), `custom.${field.key}`, card.custom[field.key], { custom: field }))}
          </dl>
        </>
      )}
    </>
  );
}

/** A word of a card, as it is read: people and organisations lead to their cards. */
function useShown() {
  const { t, say } = useWords();
  const { money, figure, day } = useFormat();
  const competitors = useQuery(catalogueQuery('competitor'));
  return (value: unknown, field: TypedField | { custom: CustomField }): ReactNode => {
    if (value === null || value === undefined || value === '') return '–';
    if (isMoney(value)) return money(value);
    if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
    if (typeof value === 'number') return figure(value);
    if ('custom' in field) {
      const option = field.custom.options[String(value)];
      return field.custom.type === 'date' ? day(String(value)) : option ? say(option) : String(value);
    }
    const ref = refOf(value);
    if (ref && field.way === 'account')
      return (
        <Link to="/accounts/$id" params={{ id: ref.id }}>
          {ref.name}
        </Link>
      );
    if (ref && field.way === 'contact')
      return (
        <Link to="/contacts/$id" params={{ id: ref.id }}>
          {ref.name}
        </Link>
      );
    if (ref) return ref.name;
    if (field.way === 'estimate') {
      const { probabilityPct, amount } = value as { probabilityPct: number | null; amount: null };
      return [probabilityPct !== null && `${probabilityPct} %`, isMoney(amount) && money(amount)]
        .filter(Boolean)
        .join(', ');
    }
    if (field.way === 'email') return <a href={`mailto:${String(value)}`}>{String(value)}</a>;
    if (field.way === 'phone') return <a href={`tel:${String(value)}`}>{String(value)}</a>;
    if (field.way === 'competitor') {
      const known = competitors.data?.find(({ key }) => key === value);
      return known ? say(known.name) : String(value);
    }
    return String(value);
  };
}
