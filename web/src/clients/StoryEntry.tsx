import { UnstyledButton } from '@mantine/core';
import { IconBriefcase, IconTargetArrow } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { CONTACT_ICONS } from '../parts/contact-icons';
import { useFaultWords } from '../parts/State';
import { FileList } from '../records/FileList';
import { interactionQuery } from '../records/interaction';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './clients.module.css';
import { type Deal, type Interaction, kindOf, nameOf, type StoryItem } from './story-items';

/** One thing of the story: when, what, who. */
export function StoryEntry({ item, deals }: { item: StoryItem; deals: ReadonlyMap<string, Deal> }) {
  const { when } = useFormat();
  const Icon =
    item.what === 'contact'
      ? CONTACT_ICONS[item.one.kind]
      : kindOf(item.deal) === 'sale'
        ? IconBriefcase
        : IconTargetArrow;
  return (
    <li className={styles.entry} data-deal={item.what !== 'contact' || undefined}>
      <time dateTime={item.at} className={styles.quiet}>
        {when(item.at)}
      </time>
      <Icon size={18} aria-hidden />
      <div className={styles.entryMain}>
        {item.what === 'contact' ? (
          <Contact one={item.one} deal={deals.get(item.one.instanceId ?? '')} />
        ) : (
          <DealEntry deal={item.deal} what={item.what} />
        )}
      </div>
    </li>
  );
}

function DealEntry({ deal, what }: { deal: Deal; what: 'began' | 'ended' }) {
  const { t, say } = useWords();
  const { money } = useFormat();
  const kind = kindOf(deal);
  const sum = what === 'ended' && 'amount' in deal && deal.amount ? money(deal.amount) : null;
  return (
    <>
      <p>
        {t(`clients.story.${what}.${kind}`)} <DealLink deal={deal} />
      </p>
      <p className={styles.quiet}>
        {[t('number', { number: deal.number }), deal.owner.name, what === 'ended' && say(deal.stage.name), sum]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </>
  );
}

export function DealLink({ deal }: { deal: Deal }) {
  return (
    <Link to={kindOf(deal) === 'sale' ? '/sales/$id' : '/leads/$id'} params={{ id: deal.id }}>
      {nameOf(deal)}
    </Link>
  );
}

/** A call, a mail, a meeting: its subject opens what was said. */
function Contact({ one, deal }: { one: Interaction; deal: Deal | undefined }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const state = one.status === 'held' ? one.direction && t(`contact.${one.direction}`) : t(`contact.${one.status}`);
  const who = [...new Set([one.contact?.name, ...one.contacts.map(({ name }) => name)])].filter(Boolean).join(', ');
  return (
    <>
      <UnstyledButton className={styles.subject} aria-expanded={open} onClick={() => setOpen(!open)}>
        {one.subject}
      </UnstyledButton>
      <p className={styles.quiet}>
        {[t(`contact.${one.kind}`), state, one.responsible?.name ?? one.author?.name, who].filter(Boolean).join(' · ')}
        {deal && (
          <>
            {' · '}
            <DealLink deal={deal} />
          </>
        )}
      </p>
      {one.result && <p className={styles.words}>{one.result}</p>}
      {open && <Body id={one.id} />}
    </>
  );
}

/** What was written or said in full: read when it is asked for. */
export function Body({ id }: { id: string }) {
  const { t } = useWords();
  const words = useFaultWords();
  const { data, error } = useQuery(interactionQuery(id));
  if (error) return <p role="alert">{words(error)}</p>;
  if (!data) return <p className={styles.quiet}>{t('state.loading')} …</p>;
  return (
    <div className={styles.body}>
      <p className={styles.words}>{data.body || t('clients.story.noBody')}</p>
      <FileList on={{ kind: 'interaction', id }} />
    </div>
  );
}
