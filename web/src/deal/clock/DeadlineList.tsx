import { useState } from 'react';
import { useWords } from '../../words';
import { useFormat } from '../../words/format';
import styles from '../deal.module.css';
import type { Card, Definition } from '../queries';
import look from './clock.module.css';
import { Explained } from './Explained';
import type { Explained as Deadline, Fired } from './queries';
import { useSubject } from './use-subject';

interface DeadlineListProps {
  card: Card;
  definition: Definition | undefined;
  items: readonly (Deadline | Fired)[];
}

/** Deadlines, armed or fired; a press on one opens its arithmetic. */
export function DeadlineList({ card, definition, items }: DeadlineListProps) {
  const { t } = useWords();
  const { when } = useFormat();
  const subject = useSubject(card, definition);
  const [open, setOpen] = useState<Deadline | Fired | null>(null);
  const name = (one: Deadline) => t(`clock.kind.${one.kind}`, { subject: subject(one.subject) });
  return (
    <>
      <ul className={styles.deadlines}>
        {items.map((one) => (
          <li key={`${one.key} ${'seq' in one ? one.seq : ''}`}>
            <button type="button" className={look.deadline} aria-haspopup="dialog" onClick={() => setOpen(one)}>
              {when('firedAt' in one ? one.firedAt : one.at)}: {name(one)}
            </button>
          </li>
        ))}
      </ul>
      {open && <Explained deadline={open} name={name(open)} close={() => setOpen(null)} />}
    </>
  );
}
