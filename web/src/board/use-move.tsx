import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useCallback, useRef, useState } from 'react';
import { useRequirementWords } from '../answer/requirements';
import { mayComeLater, newKey, Refused } from '../api/client';
import { queryClient } from '../api/query';
import { namesOf } from '../deal/names';
import { type Answer, allowedQuery, type Command, command, type Kind, type Offer, versionQuery } from '../deal/queries';
import { useFaultWords } from '../parts/State';
import { useWords } from '../words';
import styles from './board.module.css';
import { type Card, nameOf } from './queries';

const TOAST = 'moved';
const SHOWN_MS = 12_000;
const AGAIN_MS = 3000;
const TIMES = 20;

export type Move = ReturnType<typeof useMove>;

/**
 * Sends a card to where it may go. Until the answer is there it stands where it stood, and says that it is on its way; then `settled`
 * reads where it stands. What was done can be taken back for as long as the process lets it.
 */
export function useMove(kind: Kind, settled: (id: string) => Promise<void>) {
  const { t, say } = useWords();
  const words = useFaultWords();
  const requirement = useRequirementWords();
  const [busy, setBusy] = useState<ReadonlyMap<string, string>>(new Map());
  const going = useCallback(
    (id: string, to: string | null) =>
      setBusy((was) => {
        const next = new Map(was);
        if (to === null) next.delete(id);
        else next.set(id, to);
        return next;
      }),
    [],
  );
  const tell = (message: React.ReactNode, color?: string) => {
    notifications.hide(TOAST);
    notifications.show({
      id: TOAST,
      message,
      autoClose: SHOWN_MS,
      withCloseButton: color !== undefined,
      ...(color && { color }),
    });
  };
  const whyNot = async (card: Card, fault: unknown): Promise<string> => {
    const until = fault instanceof Refused ? (fault.problem.until ?? []) : [];
    const definition =
      until.length > 0 ? await queryClient.fetchQuery(versionQuery(card.process.key, card.process.version)) : undefined;
    return [words(fault), ...until.map((one) => requirement(one, namesOf(definition)))].join(' ');
  };
  const refused = async (card: Card, fault: unknown) => {
    const stays = t('board.stays', { name: nameOf(card), stage: say(card.stage.name) });
    tell(`${stays} ${await whyNot(card, fault)}`, 'red');
  };
  /** It has been done: it is read where it stands, and may be taken back. */
  const done = async (card: Card, answer: Answer) => {
    void settled(card.id);
    void queryClient.invalidateQueries({ queryKey: ['deal', card.id] });
    void queryClient.invalidateQueries({ queryKey: ['board'] });
    void queryClient.invalidateQueries({ queryKey: ['inbox'] });
    const name = nameOf(card);
    // Kept while the engine is away: it is not done yet.
    if (!('stage' in answer)) return tell(t('board.kept', { name }));
    const said = t('board.wentTo', { name, stage: say(answer.stage.name) });
    const back = await offersBack(kind, card.id);
    tell(
      <span className={styles.toast}>
        <span>{said}</span>
        {back && (
          <Button size="compact-sm" variant="light" onClick={() => void undo(card)}>
            {t('board.undo')}
          </Button>
        )}
      </span>,
    );
  };
  const undo = async (card: Card) => {
    notifications.hide(TOAST);
    going(card.id, card.stage.key);
    try {
      await sent(kind, card.id, { type: 'undo' });
      void settled(card.id);
      void queryClient.invalidateQueries({ queryKey: ['deal', card.id] });
      void queryClient.invalidateQueries({ queryKey: ['board'] });
      tell(t('board.undone', { name: nameOf(card) }));
    } catch (fault) {
      tell(await whyNot(card, fault), 'red');
    } finally {
      going(card.id, null);
    }
  };
  const latest = useRef({ done, refused });
  latest.current = { done, refused };
  const send = useCallback(
    async (card: Card, { body, to }: Offer) => {
      going(card.id, to ?? '');
      try {
        await latest.current.done(card, await sent(kind, card.id, { ...body, expectedSeq: card.seq }));
      } catch (fault) {
        void settled(card.id);
        void queryClient.invalidateQueries({ queryKey: ['deal', card.id] });
        await latest.current.refused(card, fault);
      } finally {
        going(card.id, null);
      }
    },
    [kind, going, settled],
  );
  return { send: (card: Card, offer: Offer) => void send(card, offer), done, busy };
}

/** The same request until somebody answers, under one key: done once. */
async function sent(kind: Kind, id: string, body: object): Promise<Answer> {
  const key = newKey();
  for (let times = 1; ; times++) {
    try {
      return await command(kind, id, body as Command, key);
    } catch (fault) {
      if (!mayComeLater(fault) || times >= TIMES) throw fault;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}

const offersBack = async (kind: Kind, id: string): Promise<boolean> => {
  const { items } = await queryClient
    .fetchQuery({ ...allowedQuery(kind, id), staleTime: 0 })
    .catch(() => ({ items: [] }));
  return (items as Offer[]).some(({ body, can }) => body.type === 'undo' && can === 'now');
};
