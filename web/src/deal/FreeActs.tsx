import { Button, Select, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { InstantInput } from '../answer/InstantInput';
import { RefusedNote } from '../answer/RefusedNote';
import { useFaults } from '../answer/use-answer';
import { newKey, Refused } from '../api/client';
import { useColleagues } from '../api/company';
import { queryClient } from '../api/query';
import { Dialog } from '../parts/Dialog';
import { useWords } from '../words';
import styles from './deal.module.css';
import { type Card, type Command, command, type Kind } from './queries';

type Way = 'wait' | 'reassign';

interface FreeActsProps {
  kind: Kind;
  card: Card;
  free: readonly string[];
  done?: (() => void) | undefined;
}

/** What takes an argument of one's own: let it wait, give it to somebody else. */
export function FreeActs({ kind, card, free, done }: FreeActsProps) {
  const { t } = useWords();
  const [way, setWay] = useState<Way | null>(null);
  const ways = (['wait', 'reassign'] as const).filter((one) => free.includes(one));
  return (
    <div className={styles.offers}>
      {ways.map((one) => (
        <Button key={one} variant="subtle" size="compact-sm" onClick={() => setWay(one)}>
          {t(`acts.${one}`)}
        </Button>
      ))}
      {way && <FreeAct kind={kind} card={card} way={way} close={() => setWay(null)} done={done} />}
    </div>
  );
}

interface DialogProps extends Omit<FreeActsProps, 'free'> {
  way: Way;
  close: () => void;
}

function FreeAct({ kind, card, way, close, done }: DialogProps) {
  const { t } = useWords();
  const people = useColleagues(way === 'reassign');
  const [until, setUntil] = useState('');
  const [reason, setReason] = useState('');
  const [owner, setOwner] = useState<string | null>(null);
  const asking = useMutation({
    mutationFn: () => {
      const body: Command =
        way === 'wait'
          ? { type: 'wait', until: new Date(until).toISOString(), reason, expectedSeq: card.seq }
          : { type: 'reassign', ownerId: owner ?? '', expectedSeq: card.seq };
      return command(kind, card.id, body, newKey());
    },
    onSuccess: () => {
      done?.();
      void queryClient.invalidateQueries({ queryKey: ['deal', card.id] });
      close();
    },
  });
  const refused = asking.error instanceof Refused ? asking.error : null;
  const { others } = useFaults(refused, {});
  const ready = way === 'wait' ? until !== '' && reason.trim() !== '' : owner !== null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) asking.mutate();
  };
  return (
    <Dialog title={t(`acts.${way}`)} close={close}>
      <form onSubmit={submit} className={styles.dialog}>
        {way === 'wait' ? (
          <>
            <p className={styles.quiet}>{t('notNow.waitWhy')}</p>
            <InstantInput
              value={until}
              onChange={(value) => setUntil(String(value))}
              shared={{
                label: t('notNow.until'),
                description: undefined,
                required: true,
                error: undefined,
                'data-autofocus': true,
              }}
            />
            <Textarea
              label={t('notNow.reason')}
              required
              autosize
              minRows={2}
              value={reason}
              onChange={({ currentTarget }) => setReason(currentTarget.value)}
            />
          </>
        ) : (
          <Select
            label={t('deal.owner')}
            data={(people.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            value={owner}
            onChange={setOwner}
            searchable
            required
            data-autofocus
          />
        )}
        {refused && <RefusedNote refused={refused} others={others} />}
        <div>
          <Button type="submit" loading={asking.isPending}>
            {t(`acts.${way}`)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
