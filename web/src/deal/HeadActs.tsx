import { Button } from '@mantine/core';
import { IconArrowsExchange, IconCalendarPlus, IconListCheck, IconMail, IconPhone } from '@tabler/icons-react';
import { useState } from 'react';
import type { AskedField } from '../answer/values';
import { useMayI } from '../api/me';
import { BriefingLinks } from '../records/BriefingLinks';
import { HandOver } from '../records/HandOver';
import { LogContact } from '../records/LogContact';
import type { Ref } from '../records/on';
import { TaskAdd } from '../records/TaskAdd';
import { WriteMail } from '../records/WriteMail';
import { useWords } from '../words';
import styles from './deal.module.css';
import type { Card, Kind } from './queries';

interface HeadActsProps {
  kind: Kind;
  card: Card;
  /** Commands with an argument of one's own that are possible now. */
  free: readonly string[];
  people: readonly Ref[];
  asks: readonly AskedField[];
}

type Open = 'log' | 'plan' | 'mail' | 'task' | 'hand over';

/** What is done about a deal beside its process: a contact, a letter, a task of one's own, handing it over, the briefing. */
export function HeadActs({ kind, card, free, people, asks }: HeadActsProps) {
  const { t } = useWords();
  const [open, setOpen] = useState<Open | null>(null);
  const mayLog = useMayI('interaction.create');
  const mayWrite = useMayI('client-mail.send');
  const mayHand = useMayI('handover.make') && card.open;
  const on = { kind, id: card.id };
  const close = () => setOpen(null);
  const acts = [
    { key: 'log', icon: IconPhone, may: mayLog },
    { key: 'plan', icon: IconCalendarPlus, may: mayLog && card.open },
    { key: 'mail', icon: IconMail, may: mayWrite },
    { key: 'task', icon: IconListCheck, may: free.includes('add task') },
    { key: 'hand over', icon: IconArrowsExchange, may: mayHand },
  ] as const;
  const subject = 'title' in card ? card.title : card.topic;
  return (
    <div className={styles.headActs}>
      {acts
        .filter(({ may }) => may)
        .map(({ key, icon: Icon }) => (
          <Button
            key={key}
            variant={key === 'log' ? 'light' : 'default'}
            size="compact-md"
            leftSection={<Icon size={16} aria-hidden />}
            aria-haspopup="dialog"
            onClick={() => setOpen(key)}
          >
            {t(`onDeal.act.${key}`)}
          </Button>
        ))}
      <BriefingLinks on={on} />
      {(open === 'log' || open === 'plan') && (
        <LogContact on={on} subject={subject} people={people} asks={asks} plans={open === 'plan'} close={close} />
      )}
      {open === 'mail' && <WriteMail on={on} people={people} close={close} />}
      {open === 'task' && <TaskAdd on={on} close={close} />}
      {open === 'hand over' && <HandOver on={on} ownerId={card.owner.id} close={close} />}
    </div>
  );
}
