import { ActionIcon, Button } from '@mantine/core';
import { IconPencil, IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMayI } from '../api/me';
import { useWords } from '../words';
import styles from './clients.module.css';
import { Hidden } from './InPlace';
import { type Place, PlaceDialog } from './PlaceDialog';
import type { AccountCard, ContactCard } from './queries';
import { useCatalogue, useClosed } from './setup';

/** The people of an organisation: post, role in decisions, phone, e-mail. Source: ONEC-05. */
export function People({ card, add }: { card: AccountCard; add: () => void }) {
  const { t } = useWords();
  const may = useMayI('contact.create');
  return (
    <section className={styles.part}>
      <div className={styles.partHead}>
        <h2>{t('clients.people.title')}</h2>
        {may && (
          <Button size="compact-sm" variant="default" leftSection={<IconPlus size={15} aria-hidden />} onClick={add}>
            {t('clients.people.add')}
          </Button>
        )}
      </div>
      {card.contacts.length === 0 && <p className={styles.quiet}>{t('clients.people.none')}</p>}
      <ul className={styles.rows}>
        {card.contacts.map((one) => (
          <li key={one.id} className={styles.person}>
            <Link to="/contacts/$id" params={{ id: one.id }}>
              {one.name}
            </Link>
            <PlaceWords place={{ ...one, account: card, contact: one }} />
            <span className={styles.reach}>
              {one.phone && <a href={`tel:${one.phone.replace(/[^\d+]/g, '')}`}>{one.phone}</a>}
              {one.email && <a href={`mailto:${encodeURIComponent(one.email)}`}>{one.email}</a>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The organisations that a person belongs to. */
export function Organisations({ card }: { card: ContactCard }) {
  const { t } = useWords();
  const may = useMayI('contact.change');
  const [adding, add] = useState(false);
  return (
    <section className={styles.part}>
      <div className={styles.partHead}>
        <h2>{t('clients.organisations')}</h2>
        {may && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={15} aria-hidden />}
            onClick={() => add(true)}
          >
            {t('clients.people.join')}
          </Button>
        )}
      </div>
      {card.accounts.length === 0 && <p className={styles.quiet}>{t('clients.nothing')}</p>}
      <ul className={styles.rows}>
        {card.accounts.map((one) => (
          <li key={one.id} className={styles.person}>
            <Link to="/accounts/$id" params={{ id: one.id }}>
              {one.name}
            </Link>
            <PlaceWords place={{ ...one, account: one, contact: card }} />
          </li>
        ))}
      </ul>
      {adding && (
        <PlaceDialog
          place={{ account: null, contact: card, post: null, decisionRole: null }}
          close={() => add(false)}
        />
      )}
    </section>
  );
}

function PlaceWords({ place }: { place: Place }) {
  const { t } = useWords();
  const may = useMayI('contact.change');
  const closed = useClosed('contact');
  const roles = useCatalogue('decision-role');
  const [open, setOpen] = useState(false);
  const hides = closed('post') === 'hidden' || closed('decisionRole') === 'hidden';
  return (
    <span className={styles.quiet}>
      {[place.post, roles.name(place.decisionRole)].filter(Boolean).join(' · ')} {hides && <Hidden />}
      {may && !closed('post') && !closed('decisionRole') && (
        <ActionIcon
          variant="subtle"
          size="sm"
          className={styles.pencil}
          aria-label={t('clients.people.changeOf', { name: place.contact.name, account: place.account.name })}
          onClick={() => setOpen(true)}
        >
          <IconPencil size={15} aria-hidden />
        </ActionIcon>
      )}
      {open && <PlaceDialog place={place} close={() => setOpen(false)} known />}
    </span>
  );
}
