import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { AnswerForm, type Asking } from '../answer/AnswerForm';
import styles from '../answer/answer.module.css';
import { MovedOn } from '../answer/MovedOn';
import { RefusedNote } from '../answer/RefusedNote';
import type { Names } from '../answer/requirements';
import { useAnswer, useFaults } from '../answer/use-answer';
import { queryClient } from '../api/query';
import { useFaultWords } from '../parts/State';
import { useWords } from '../words';
import { complete, type Item, type Outcome, scopeOf } from './queries';

interface OutcomeFormProps {
  item: Item;
  outcome: Outcome;
  close: () => void;
  done: () => void;
}

/** An outcome on its way: its form where it needs or confirms something, else it is sent at once. */
export function OutcomeForm({ item, outcome, close, done }: OutcomeFormProps) {
  const { t, say } = useWords();
  const words = useFaultWords();
  const asks = useAsks(outcome);
  const answer = useAnswer({
    scope: scopeOf(item, outcome.outcome),
    seq: item.instance.seq,
    fields: asks.map(({ field }) => field),
    send: (given, seq, key) => complete(item.id, outcome.outcome, given, seq, key),
    done: () => {
      void queryClient.invalidateQueries({ queryKey: ['inbox'] });
      void queryClient.invalidateQueries({ queryKey: ['deal', item.instance.id] });
      done();
    },
  });
  const names: Names = Object.fromEntries(asks.map(({ field }) => [field.key, field.name]));
  const { byField, others } = useFaults(answer.refused, names);
  const atOnce = asks.length === 0;
  const sent = useRef(false);
  useEffect(() => {
    if (!atOnce || sent.current) return;
    sent.current = true;
    answer.send();
  });
  const giveUp = () => {
    answer.giveUp();
    close();
  };
  const { refused } = answer;
  const stale = refused?.problem.code === 'Stale' && refused.problem.meanwhile !== undefined;
  const notes = (
    <>
      {answer.waits && (
        <p className={styles.moved} role="status">
          {t('answer.waits')}
        </p>
      )}
      {refused && stale && <MovedOn refused={refused} again={answer.sendAgain} />}
      {refused && !stale && <RefusedNote refused={refused} others={others} />}
      {answer.fault !== null && !refused && <p className={styles.refused}>{words(answer.fault)}</p>}
      {!refused && answer.begun && answer.typed.seq !== item.instance.seq && (
        <p className={styles.moved} role="status">
          {t('moved.shown')}
        </p>
      )}
    </>
  );
  if (atOnce)
    return (
      <div className={styles.form}>
        <p className={styles.title}>{say(outcome.name)}</p>
        {notes}
        <div className={styles.actions}>
          <Button
            loading={answer.busy}
            onClick={() => answer.send({ ...answer.typed, seq: item.instance.seq, key: '' })}
          >
            {t('answer.sendAgain')}
          </Button>
          {!answer.busy && (
            <Button variant="subtle" color="gray" onClick={giveUp}>
              {t('answer.close')}
            </Button>
          )}
        </div>
      </div>
    );
  return (
    <AnswerForm
      name={say(outcome.name)}
      leads={outcome.leadsTo.map(({ name }) => say(name)).join(` ${t('or')} `) || undefined}
      asks={asks}
      typed={answer.typed}
      faults={byField}
      busy={answer.busy}
      currency={item.instance.amount?.currency}
      onType={answer.type}
      onSend={() => answer.send()}
      onClose={giveUp}
    >
      {notes}
    </AnswerForm>
  );
}

/** What an outcome lacks, what the places that it may lead to want beside, and what it confirms; each field once. */
function useAsks({ missing, leadsTo, confirms }: Outcome): Asking[] {
  const { t, say } = useWords();
  const asks = new Map<string, Asking>();
  const add = (one: Asking) => asks.has(one.field.key) || asks.set(one.field.key, one);
  for (const field of missing) add({ field, required: true });
  const only = leadsTo.length === 1;
  for (const { needs, name } of leadsTo)
    for (const field of needs)
      add({ field, required: only, ...(!only && { hint: t('answer.neededFor', { stage: say(name) }) }) });
  for (const field of confirms) add({ field, required: true });
  return [...asks.values()];
}
