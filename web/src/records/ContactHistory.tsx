import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AskedField } from '../answer/values';
import { useMayI } from '../api/me';
import { CONTACT_ICONS } from '../parts/contact-icons';
import { State } from '../parts/State';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { ChangePlanned, type PlannedWay } from './ChangePlanned';
import { FileList } from './FileList';
import { type Interaction, interactionQuery } from './interaction';
import { LogContact } from './LogContact';
import type { On, Ref } from './on';
import styles from './records.module.css';
import { WriteMail } from './WriteMail';
import './words';

interface ContactHistoryProps {
  on: On;
  items: readonly Interaction[];
  people: readonly Ref[];
  asks?: readonly AskedField[];
}

type Doing = { one: Interaction; way: PlannedWay | 'hold' | 'answer' };

/** Contacts with a client, the newest first: what is planned may be held, moved, called off; a mail answered; words and files looked at. */
export function ContactHistory({ on, items, people, asks = [] }: ContactHistoryProps) {
  const { t } = useWords();
  const [doing, setDoing] = useState<Doing | null>(null);
  const close = () => setDoing(null);
  if (items.length === 0) return <State title={t('records.noContacts')} />;
  return (
    <>
      <ul className={styles.contacts}>
        {items.map((one) => (
          <ContactRow key={one.id} one={one} act={(way) => setDoing({ one, way })} />
        ))}
      </ul>
      {doing?.way === 'hold' && (
        <LogContact on={on} subject={doing.one.subject} people={people} asks={asks} holds={doing.one} close={close} />
      )}
      {doing?.way === 'answer' && <WriteMail on={on} people={people} answers={doing.one} close={close} />}
      {doing && doing.way !== 'hold' && doing.way !== 'answer' && (
        <ChangePlanned on={on} one={doing.one} way={doing.way} close={close} />
      )}
    </>
  );
}

function ContactRow({ one, act }: { one: Interaction; act: (way: Doing['way']) => void }) {
  const { t } = useWords();
  const { when } = useFormat();
  const [open, setOpen] = useState(false);
  const mayChange = useMayI('interaction.create');
  const mayWrite = useMayI('client-mail.send');
  const Icon = CONTACT_ICONS[one.kind];
  const others = [...one.contacts, ...one.colleagues].filter(
    ({ id }) => id !== one.contact?.id && id !== one.responsible?.id,
  );
  const facts = [
    t(`contact.${one.kind}`),
    one.status === 'held' ? one.direction && t(`contact.${one.direction}`) : t(`contact.${one.status}`),
    when(one.status === 'planned' ? (one.plannedFor ?? one.at) : one.at),
    one.durationS !== null && t('records.lasted', { count: Math.round(one.durationS / 60) }),
    one.place,
    one.responsible?.name,
    one.contact?.name,
    ...others.map(({ name }) => name),
    one.delivery && t(`records.letterState.${one.delivery}`),
  ];
  return (
    <li className={styles.contact}>
      <Icon size={18} aria-hidden />
      <div className={styles.contactMain}>
        <p>
          <strong>{one.subject}</strong>
        </p>
        <p className={styles.quiet}>{facts.filter(Boolean).join(' · ')}</p>
        {one.result && <p className={styles.words}>{one.result}</p>}
        <span className={styles.acts} data-left>
          {one.status === 'planned' && mayChange && (
            <>
              <Button size="compact-sm" variant="light" onClick={() => act('hold')}>
                {t('records.hold')}
              </Button>
              {(['move', 'cancel', 'miss'] as const).map((way) => (
                <Button key={way} size="compact-sm" variant="subtle" onClick={() => act(way)}>
                  {t(`records.${way}`)}
                </Button>
              ))}
            </>
          )}
          {one.kind === 'e-mail' && one.direction === 'in' && mayWrite && (
            <Button size="compact-sm" variant="light" onClick={() => act('answer')}>
              {t('records.answer')}
            </Button>
          )}
          <Button size="compact-sm" variant="subtle" color="gray" aria-expanded={open} onClick={() => setOpen(!open)}>
            {t('records.more')}
          </Button>
        </span>
        {open && <Words id={one.id} />}
      </div>
    </li>
  );
}

function Words({ id }: { id: string }) {
  const { data } = useQuery(interactionQuery(id));
  return (
    <>
      {data?.body && <p className={styles.words}>{data.body}</p>}
      <FileList on={{ kind: 'interaction', id }} />
    </>
  );
}
