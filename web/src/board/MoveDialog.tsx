import { Button, UnstyledButton } from '@mantine/core';
import { IconArrowLeft, IconBan, IconCheck, IconMapPinFilled } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { OfferForm } from '../deal/OfferForm';
import { allowedQuery, cardQuery, type Kind, type Offer, versionQuery } from '../deal/queries';
import { Dialog } from '../parts/Dialog';
import { Failed, Loading } from '../parts/State';
import { useWords } from '../words';
import styles from './board.module.css';
import { type BoardColumn, type Card, nameOf } from './queries';
import type { Move } from './use-move';
import { useVerdictWords } from './VerdictNote';
import { isAtOnce, type Verdict, verdictOf } from './verdict';

interface MoveDialogProps {
  kind: Kind;
  card: Card;
  /** Where it was dropped; null: somebody is to say. */
  to: string | null;
  columns: readonly BoardColumn[];
  move: Move;
  close: () => void;
}

/** Where a card may go, and what it takes, by key and by touch as by dragging. */
export function MoveDialog({ kind, card, to: dropped, columns, move, close }: MoveDialogProps) {
  const { t, say } = useWords();
  const [to, setTo] = useState(dropped);
  const [offer, setOffer] = useState<Offer | null>(null);
  const allowed = useQuery(allowedQuery(kind, card.id));
  const deal = useQuery(cardQuery(kind, card.id));
  const definition = useQuery(versionQuery(card.process.key, card.process.version));
  const said = useVerdictWords(definition.data);
  const here = deal.data?.stage ?? card.stage;
  const verdict = (stage: string): Verdict =>
    verdictOf(here.key, stage, allowed.data?.items ?? (allowed.isError ? null : undefined));
  const chosen = to === null ? null : verdict(to);
  const take = (one: Offer) => {
    if (!isAtOnce(one)) return setOffer(one);
    move.send({ ...card, seq: allowed.data?.seq ?? card.seq }, one);
    close();
  };
  const choose = (stage: string) => {
    const there = verdict(stage);
    const [only] = there.is === 'open' ? there.offers : [];
    if (there.is !== 'open') return;
    setTo(stage);
    if (only && there.offers.length === 1) take(only);
  };
  const only = chosen?.is === 'open' && chosen.offers.length === 1 ? chosen.offers[0] : undefined;
  const shown = offer ?? only;
  const ready = allowed.data && deal.data && definition.data;
  const target = columns.find(({ stage }) => stage === to);
  return (
    <Dialog title={t('board.moveTitle', { name: nameOf(card) })} close={close}>
      <div className={styles.dialog}>
        <p className={styles.quiet}>{t('board.moveWhy', { stage: say(here.name) })}</p>
        {!ready && !allowed.isError && !deal.isError && <Loading rows={3} />}
        {(allowed.isError || deal.isError) && (
          <Failed
            fault={allowed.error ?? deal.error}
            again={() => {
              void allowed.refetch();
              void deal.refetch();
            }}
          />
        )}
        {ready && to === null && (
          <ul className={styles.targets}>
            {columns.map(({ stage, name }) => (
              <Target
                key={stage}
                name={say(name)}
                verdict={verdict(stage)}
                lines={said(verdict(stage), { ...card, stage: here } as Card, stage)}
                choose={() => choose(stage)}
              />
            ))}
          </ul>
        )}
        {ready && chosen && chosen.is !== 'open' && target && (
          <ul className={styles.targets}>
            <Target
              name={say(target.name)}
              verdict={chosen}
              lines={said(chosen, { ...card, stage: here } as Card, target.stage)}
            />
          </ul>
        )}
        {ready && chosen?.is === 'open' && !shown && (
          <>
            <p>{t('board.choose')}</p>
            <div className={styles.ways}>
              {chosen.offers.map((one) => (
                <Button key={JSON.stringify(one.body)} variant="default" onClick={() => take(one)}>
                  {say(one.name)}
                </Button>
              ))}
            </div>
          </>
        )}
        {ready && shown && deal.data && definition.data && (
          <OfferForm
            key={JSON.stringify(shown.body)}
            kind={kind}
            card={deal.data}
            definition={definition.data}
            offer={shown}
            close={close}
            done={(answer) => void move.done(card, answer)}
          />
        )}
        <div className={styles.ways}>
          {to !== null && (
            <Button
              variant="subtle"
              leftSection={<IconArrowLeft size={16} aria-hidden />}
              onClick={() => {
                setTo(null);
                setOffer(null);
              }}
            >
              {t('board.back')}
            </Button>
          )}
          <Button
            variant="subtle"
            renderRoot={(props) => (
              <Link to={kind === 'sale' ? '/sales/$id' : '/leads/$id'} params={{ id: card.id }} {...props} />
            )}
          >
            {t('board.open')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

const SIGNS = { open: IconCheck, closed: IconBan, here: IconMapPinFilled } as const;

/** A stage: a button where it may go there; where not, the reason. */
function Target({
  name,
  verdict,
  lines,
  choose,
}: {
  name: string;
  verdict: Verdict;
  lines: string[];
  choose?: () => void;
}) {
  const Sign = SIGNS[verdict.is as 'open'];
  const inside = (
    <>
      {Sign && <Sign size={18} aria-hidden />}
      <span>
        <strong>{name}</strong>
        {lines.map((line) => (
          <span key={line} className={styles.targetWhy}>
            {line}
          </span>
        ))}
      </span>
    </>
  );
  return (
    <li>
      {verdict.is === 'open' && choose ? (
        <UnstyledButton className={styles.target} data-is={verdict.is} onClick={choose}>
          {inside}
        </UnstyledButton>
      ) : (
        <div className={styles.target} data-is={verdict.is}>
          {inside}
        </div>
      )}
    </li>
  );
}
