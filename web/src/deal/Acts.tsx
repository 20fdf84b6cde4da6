import { Button } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useState } from 'react';
import { useRequirementWords } from '../answer/requirements';
import { Light } from '../parts/Light';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { isContactOffer } from './contact-asks';
import styles from './deal.module.css';
import { FreeActs } from './FreeActs';
import { namesOf } from './names';
import { OfferForm } from './OfferForm';
import type { Card, Definition, Kind, Offer } from './queries';

interface ActsProps {
  kind: Kind;
  card: Card;
  definition: Definition;
  offers: { items: Offer[]; free: string[] };
  /** Something of it was done. */
  acted?: () => void;
}

/** What may be done with the deal now: the answers to its tasks, the moves by hand; and what may not, with the reason. */
export function Acts({ kind, card, definition, offers, acted }: ActsProps) {
  const { t, say } = useWords();
  const [open, setOpen] = useState<string | null>(null);
  const { when } = useFormat();
  const ofTask = (id: string) => offers.items.filter(({ body }) => body.type === 'complete' && body.task === id);
  const others = offers.items.filter((offer) => offer.body.type !== 'complete' && !isContactOffer(offer));
  const shared = { open, setOpen, card, definition };
  const chosen = offers.items.find((offer) => keyOf(offer) === open);
  return (
    <section className={styles.acts} aria-label={t('acts.title')}>
      <h2>{t('acts.title')}</h2>
      {card.guidance && <p className={styles.guidance}>{say(card.guidance)}</p>}
      {card.tasks.map((task) => (
        <div key={task.id} className={styles.actTask}>
          <p className={styles.actName}>
            <strong>{say(task.name)}</strong>
            {task.dueAt && <Light light={task.light} />}
            <span className={styles.quiet}>
              {task.assignee?.name ?? t('acts.nobody')}
              {task.dueAt && ` · ${t('inbox.due', { when: when(task.dueAt) })}`}
            </span>
          </p>
          <OfferButtons offers={ofTask(task.id)} {...shared} />
        </div>
      ))}
      {others.length > 0 && (
        <div className={styles.actTask}>
          <p className={styles.actName}>
            <strong>{t('acts.byHand')}</strong>
          </p>
          <OfferButtons offers={others} {...shared} />
        </div>
      )}
      {chosen && (
        <OfferForm
          key={open}
          kind={kind}
          card={card}
          definition={definition}
          offer={chosen}
          close={() => setOpen(null)}
          done={acted}
        />
      )}
      <FreeActs kind={kind} card={card} free={offers.free} done={acted} />
    </section>
  );
}

const keyOf = ({ body }: Offer): string => JSON.stringify(body);

interface OfferButtonsProps {
  offers: readonly Offer[];
  open: string | null;
  setOpen: (key: string | null) => void;
  definition: Definition;
}

/** One that may not happen can be pressed too: it says why, and what would let it. */
function OfferButtons({ offers, open, setOpen, definition }: OfferButtonsProps) {
  const { t, say } = useWords();
  const words = useRequirementWords();
  const names = namesOf(definition);
  const why = ({ until }: Offer) => until.map((one) => words(one, names)).join('; ') || t('track.never');
  const refused = offers.filter(({ can }) => can === 'no');
  return (
    <>
      <div className={styles.offers}>
        {offers
          .filter(({ can }) => can !== 'no')
          .map((offer) => {
            const to = offer.to === null ? undefined : names[offer.to];
            return (
              <Button
                key={keyOf(offer)}
                h="auto"
                mih={36}
                variant={open === keyOf(offer) ? 'filled' : 'default'}
                aria-expanded={open === keyOf(offer)}
                onClick={() => setOpen(open === keyOf(offer) ? null : keyOf(offer))}
              >
                {say(offer.name)}
                {to && say(to) !== say(offer.name) && (
                  <span className={styles.offerTo}>
                    <IconArrowRight size={13} aria-hidden /> {say(to)}
                  </span>
                )}
              </Button>
            );
          })}
      </div>
      {refused.length > 0 && (
        <ul className={styles.refusals}>
          {refused.map((offer) => (
            <li key={keyOf(offer)}>
              <strong>{say(offer.name)}</strong>: {t('acts.notNow')} {why(offer)}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
