import { Button } from '@mantine/core';
import type { Refused, Shown } from '../api/client';
import { useEventWords } from '../deal/event-words';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './answer.module.css';
import { isMoney } from './values';

type Meanwhile = Shown['Meanwhile'];

/** What has happened since the state that an answer was begun on, and what of the answer still applies. */
export function MovedOn({ refused, again }: { refused: Refused; again: (seq: number) => void }) {
  const { t, say } = useWords();
  const { money } = useFormat();
  const told = useEventWords();
  const { meanwhile, answer, holder } = refused.problem;
  if (!meanwhile) return null;
  const show = (value: unknown): string =>
    isMoney(value) ? money(value) : value === null || value === undefined ? t('answer.nothing') : String(value);
  return (
    <div className={styles.moved} role="alert">
      <strong>{t('moved.title', { stage: say(meanwhile.stage.name) })}</strong>
      <Events events={meanwhile.events} told={told} />
      {answer && answer.task.status !== 'open' && (
        <p>{t('moved.taskOver', { who: (answer.task.holder ?? holder)?.name ?? t('moved.somebody') })}</p>
      )}
      {answer?.fields
        .filter(({ state }) => state === 'changed')
        .map(({ field, yours, now }) => (
          <p key={field}>{t('moved.changed', { field, yours: show(yours), now: show(now) })}</p>
        ))}
      {answer && answer.task.status === 'open' && answer.outcome !== 'gone' && answer.outcome !== 'no' && (
        <div>
          <Button size="compact-sm" onClick={() => again(meanwhile.seq)}>
            {answer.applies ? t('moved.again') : t('moved.againAnyway')}
          </Button>
        </div>
      )}
      <p>{t('moved.kept')}</p>
    </div>
  );
}

function Events({ events, told }: { events: Meanwhile['events']; told: ReturnType<typeof useEventWords> }) {
  const { when } = useFormat();
  return (
    <ul>
      {events.map((event) => (
        <li key={event.seq}>
          {when(event.at)}: {told(event)}
        </li>
      ))}
    </ul>
  );
}
