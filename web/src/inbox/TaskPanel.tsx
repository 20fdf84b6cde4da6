import { Button } from '@mantine/core';
import { IconArrowLeft, IconMail, IconPhone } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { DealBrief } from '../deal/DealBrief';
import { Light, Signal } from '../parts/Light';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { Comments } from './Comments';
import styles from './inbox.module.css';
import { Outcomes } from './Outcomes';
import type { Item } from './queries';
import type { Done } from './use-undo';

interface TaskPanelProps {
  item: Item;
  /** Whether it is still in the list. */
  there: boolean;
  left: () => void;
  back: () => void;
  remember: (done: Done) => void;
}

/** One task: what is wanted, for whom, by when, and the ways to answer it. */
export function TaskPanel({ item, there, left, back, remember }: TaskPanelProps) {
  const { t, say } = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  const { instance } = item;
  // Whoever reads by ear or goes by key is taken along; a first visit begins at the top.
  useEffect(() => {
    if (document.activeElement && document.activeElement !== document.body)
      heading.current?.focus({ preventScroll: true });
  }, []);
  const to = instance.kind === 'sale' ? '/sales/$id' : '/leads/$id';
  return (
    <article className={styles.task}>
      <Button
        className={styles.back}
        variant="subtle"
        size="compact-md"
        leftSection={<IconArrowLeft size={16} aria-hidden />}
        onClick={back}
      >
        {t('inbox.title')}
      </Button>
      {!there && (
        <p role="alert" className={styles.notThere}>
          {t('inbox.gone')}
        </p>
      )}
      <header className={styles.taskHead}>
        <h2 ref={heading} tabIndex={-1}>
          {say(item.name)}
        </h2>
        <Light light={item.light} />
        <Signal signal={item.why.deal} />
      </header>
      <p className={styles.dealLine}>
        <Link to={to} params={{ id: instance.id }}>
          {instance.name}
        </Link>{' '}
        <span className={styles.quiet}>
          {t('number', { number: instance.number })} · {say(instance.process.name)} · {say(instance.stage.name)}
        </span>
      </p>
      <Facts item={item} />
      {(item.why.guidance || item.why.task || item.why.tactics.length > 0) && (
        <div className={styles.why}>
          {item.why.guidance && <p>{say(item.why.guidance)}</p>}
          <p className={styles.signals}>
            <Signal signal={item.why.task} />
            {item.why.tactics.map((one) => (
              <Signal key={one.say?.en} signal={one} />
            ))}
          </p>
        </div>
      )}
      <Outcomes item={item} left={left} remember={remember} />
      <Comments taskId={item.id} count={item.comments} />
      <DealBrief kind={instance.kind} id={instance.id} />
    </article>
  );
}

function Facts({ item }: { item: Item }) {
  const { t } = useWords();
  const { when, left, money } = useFormat();
  const { contact, account, dueAt, workingMsLeft, instance, dueOf } = item;
  return (
    <ul className={styles.facts}>
      {dueAt && (
        <li>
          {t(dueOf === 'stage' ? 'inbox.dueStage' : 'inbox.due', { when: when(dueAt) })}
          {workingMsLeft !== null && `, ${left(workingMsLeft)}`}
        </li>
      )}
      {item.light === 'waiting' && instance.waitUntil && (
        <li>{t('inbox.waitsUntil', { when: when(instance.waitUntil) })}</li>
      )}
      {item.snoozedUntil && <li>{t('inbox.until', { when: when(item.snoozedUntil) })}</li>}
      {instance.amount && <li>{money(instance.amount)}</li>}
      {account && <li>{account.name}</li>}
      {contact?.name && <li>{contact.name}</li>}
      {contact?.phone && (
        <li>
          <a href={`tel:${contact.phone}`}>
            <IconPhone size={15} aria-hidden /> {contact.phone}
          </a>
        </li>
      )}
      {contact?.email && (
        <li>
          <a href={`mailto:${contact.email}`}>
            <IconMail size={15} aria-hidden /> {contact.email}
          </a>
        </li>
      )}
    </ul>
  );
}
