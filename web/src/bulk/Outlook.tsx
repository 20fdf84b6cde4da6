import { Button } from '@mantine/core';
import { type Names, useRequirementWords } from '../answer/requirements';
import { usePeople } from '../api/company';
import { Scroll } from '../parts/Scroll';
import { useWords } from '../words';
import type { Bulk, Preview } from './acts';
import styles from './bulk.module.css';

type Refusal = NonNullable<Preview['items'][number]['refusal']>;

/** Why the process says no, and what would let it pass. */
export function RefusalLines({ refusal, names }: { refusal: Refusal; names: Names }) {
  const { t } = useWords();
  const words = useRequirementWords();
  const lines = refusal.until.map((one) => words(one, names));
  const why = t(`fault.${refusal.code as 'Closed'}`, { defaultValue: refusal.detail });
  return (
    <div className={styles.refused} role="alert">
      {lines.length > 0 ? `${why.replace(/\.$/, '')}: ${lines.join('; ')}` : why}
    </div>
  );
}

interface OutlookProps {
  answer: Preview;
  names: Names;
  busy: boolean;
  missing: boolean;
  back: () => void;
  go: () => void;
}

/** What would become of each, before anything is done. */
export function Outlook({ answer, names, busy, missing, back, go }: OutlookProps) {
  const { t, say } = useWords();
  const people = usePeople(answer.items.some(({ ownerId }) => ownerId !== null));
  const going = answer.counts.apply ?? 0;
  const named = (key: string) => {
    const name = names[key];
    return name ? say(name) : key;
  };
  return (
    <div className={styles.dialog}>
      <h3>{t('bulk.preview')}</h3>
      <Counts counts={answer.counts} words={(one) => t(`bulk.would.${one as 'apply'}`)} />
      {answer.total > answer.items.length && (
        <p role="status">{t('bulk.firstOnes', { count: answer.items.length, total: answer.total })}</p>
      )}
      <Scroll className={styles.box} label={t('bulk.preview')}>
        <ul className={styles.items}>
          {answer.items.map(({ id, number, name, would, from, to, ownerId, refusal }) => (
            <li key={id} data-bad={would !== 'apply' || undefined}>
              <p>
                <strong>{name ?? '–'}</strong> {number !== null && t('number', { number })}
                {': '}
                {t(`bulk.would.${would}`)}
              </p>
              {from && to && from !== to && (
                <p className={styles.quiet}>{t('bulk.stage', { from: named(from), to: named(to) })}</p>
              )}
              {ownerId && <p className={styles.quiet}>{people.data?.find((one) => one.id === ownerId)?.name ?? ''}</p>}
              {refusal && <RefusalLines refusal={refusal} names={names} />}
            </li>
          ))}
        </ul>
      </Scroll>
      {going === 0 && <p>{t('bulk.nothing')}</p>}
      <div className={styles.actions}>
        {going > 0 && (
          <Button onClick={go} loading={busy} data-autofocus>
            {t('bulk.do', { count: going })}
          </Button>
        )}
        <Button variant="default" onClick={back}>
          {missing ? t('bulk.missing') : t('bulk.back')}
        </Button>
      </div>
    </div>
  );
}

function Counts({ counts, words }: { counts: Record<string, number>; words: (one: string) => string }) {
  return (
    <p className={styles.counts}>
      {Object.entries(counts).map(([one, count]) => (
        <span key={one}>
          <strong>{count}</strong> {words(one)}
        </span>
      ))}
    </p>
  );
}

/** What became of each. */
export function Became({ bulk, names }: { bulk: Bulk; names: Names }) {
  const { t } = useWords();
  const words = (one: string) => t(`bulk.result.${one as 'applied'}`);
  return (
    <>
      <h3>{t('bulk.results')}</h3>
      <Counts counts={bulk.results} words={words} />
      <Scroll className={styles.box} label={t('bulk.results')}>
        <ul className={styles.items}>
          {bulk.items.map(({ id, number, name, result, refusal }) => (
            <li key={id} data-bad={(result !== null && result !== 'applied') || undefined}>
              <p>
                <strong>{name ?? '–'}</strong> {number !== null && t('number', { number })}
                {': '}
                {words(result ?? 'waiting')}
              </p>
              {refusal && <RefusalLines refusal={refusal} names={names} />}
            </li>
          ))}
        </ul>
      </Scroll>
    </>
  );
}
