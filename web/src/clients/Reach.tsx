import { useWords } from '../words';
import styles from './clients.module.css';
import type { AccountCard, Change, ContactCard } from './queries';
import { type Row, Rows } from './Rows';
import type { Held } from './use-change';

const POINTS = ['phone', 'e-mail', 'site', 'messenger'] as const;
const ADDRESSES = ['legal', 'actual', 'postal', 'delivery'] as const;

/** Phones, e-mail addresses, sites: each opens what calls or writes. */
export function Points({ held }: { held: Held }) {
  const { t } = useWords();
  const { points } = held.card;
  return (
    <Rows
      held={held}
      title={t('clients.points')}
      closedAs={['phone', 'email', 'website', 'messenger']}
      rows={points as Row[]}
      columns={[
        {
          key: 'kind',
          label: t('clients.pointKind'),
          options: POINTS.map((one) => ({ value: one, label: t(`clients.point.${one}`) })),
        },
        { key: 'value', label: t('clients.pointValue'), required: true },
        { key: 'label', label: t('clients.pointLabel') },
      ]}
      change={(rows) => ({ points: rows as Change['points'] })}
    >
      <ul className={styles.points}>
        {points.map(({ kind, value, label }) => (
          <li key={`${kind} ${value}`}>
            <span className={styles.quiet}>{label ?? t(`clients.point.${kind}`)}</span>
            <PointLink kind={kind} value={value} />
          </li>
        ))}
      </ul>
    </Rows>
  );
}

function PointLink({ kind, value }: Pick<ContactCard['points'][number], 'kind' | 'value'>) {
  if (kind === 'phone') return <a href={`tel:${value.replace(/[^\d+]/g, '')}`}>{value}</a>;
  if (kind === 'e-mail') return <a href={`mailto:${encodeURIComponent(value)}`}>{value}</a>;
  // What somebody typed may lead anywhere: only to the web, and without telling whence.
  if (kind === 'site' && /^https?:\/\//i.test(value))
    return (
      <a href={value} target="_blank" rel="noopener noreferrer">
        {value}
      </a>
    );
  return <span>{value}</span>;
}

/** Where a client is, by what the address is for. */
export function Addresses({ held }: { held: Held }) {
  const { t } = useWords();
  const { addresses } = held.card;
  return (
    <Rows
      held={held}
      title={t('clients.addresses')}
      closedAs={['addresses']}
      rows={addresses as Row[]}
      columns={[
        {
          key: 'kind',
          label: t('clients.addressKind'),
          options: ADDRESSES.map((one) => ({ value: one, label: t(`clients.address.${one}`) })),
        },
        ...(['line', 'city', 'region', 'postcode', 'country'] as const).map((key) => ({
          key,
          label: t(`clients.address.${key}`),
        })),
      ]}
      change={(rows) => ({ addresses: rows as Change['addresses'] })}
    >
      <ul className={styles.points}>
        {addresses.map((one) => (
          <li key={JSON.stringify(one)}>
            <span className={styles.quiet}>{t(`clients.address.${one.kind}`)}</span>
            <span>{[one.line, one.city, one.region, one.postcode, one.country].filter(Boolean).join(', ')}</span>
          </li>
        ))}
      </ul>
    </Rows>
  );
}

const REQUISITES = ['name', 'registration', 'bank', 'bankCode', 'bankAccount', 'correspondentAccount'] as const;

/** What invoices need. Source: ONEC-21. */
export function Requisites({ held, card }: { held: Held; card: AccountCard }) {
  const { t } = useWords();
  return (
    <Rows
      held={held}
      title={t('clients.requisites')}
      closedAs={['requisites']}
      rows={card.requisites as Row[]}
      columns={REQUISITES.map((key) => ({ key, label: t(`clients.requisite.${key}`), required: key === 'name' }))}
      change={(rows) => ({ requisites: rows as Change['requisites'] })}
    >
      {card.requisites.map((one) => (
        <dl key={JSON.stringify(one)} className={styles.fields}>
          {REQUISITES.map((key) =>
            one[key] ? (
              <div key={key} className={styles.field}>
                <dt>{t(`clients.requisite.${key}`)}</dt>
                <dd>{one[key]}</dd>
              </div>
            ) : null,
          )}
        </dl>
      ))}
    </Rows>
  );
}
