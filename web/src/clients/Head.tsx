import { Link } from '@tanstack/react-router';
import type { Ref } from '../records/on';
import { useWords } from '../words';
import { CardActs } from './CardActs';
import styles from './clients.module.css';
import type { AccountCard, ContactCard } from './queries';
import { useCatalogue } from './setup';
import type { Held } from './use-change';

/** Who it is, where we stand with them, who of us is responsible; and what may be done. */
export function Head({ held, people }: { held: Held; people: readonly Ref[] }) {
  const { t } = useWords();
  const { card } = held;
  return (
    <header className={styles.head}>
      <div className={styles.headName}>
        <h1>{card.name}</h1>
        {'contacts' in card && <Standing card={card} />}
      </div>
      <p className={styles.quiet}>
        {'accounts' in card && <Places card={card} />}
        {'contacts' in card && card.region && `${card.region} · `}
        {card.owner ? t('clients.curator', { name: card.owner.name }) : t('clients.noCurator')}
      </p>
      <CardActs held={held} people={people} />
    </header>
  );
}

function Standing({ card }: { card: AccountCard }) {
  const { t } = useWords();
  const stage = useCatalogue('relationship-stage');
  const importance = useCatalogue('importance');
  const category = useCatalogue('account-category');
  const chips: [string, string | null][] = [
    [t('clients.field.relationshipStage'), stage.name(card.relationshipStage)],
    [t('clients.field.importance'), importance.name(card.importance)],
    [t('clients.field.category'), category.name(card.category)],
  ];
  return (
    <>
      {chips.map(([label, value]) =>
        value ? (
          <span key={label} className={styles.result} title={label}>
            {value}
          </span>
        ) : null,
      )}
    </>
  );
}

function Places({ card }: { card: ContactCard }) {
  const roles = useCatalogue('decision-role');
  return (
    <>
      {card.accounts.map((one) => (
        <span key={one.id}>
          {[one.post, roles.name(one.decisionRole)].filter(Boolean).join(', ')}{' '}
          <Link to="/accounts/$id" params={{ id: one.id }}>
            {one.name}
          </Link>
          {' · '}
        </span>
      ))}
    </>
  );
}
