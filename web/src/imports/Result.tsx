import { Button, Progress } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Refused } from '../api/client';
import { useMayI } from '../api/me';
import { Chip, Chips } from '../parts/Chips';
import { useFaultWords } from '../parts/State';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './imports.module.css';
import { type Import, isUnderWay, rereadImport, type Steering, steer } from './queries';
import { Rows } from './Rows';
import type { Shown } from './search';

/** What may be asked of an import at each status, the likeliest first. */
const MAY: Readonly<Record<string, readonly Steering[]>> = {
  mapped: ['preview', 'run'],
  previewing: ['pause', 'cancel'],
  previewed: ['run', 'preview'],
  running: ['pause', 'cancel'],
  paused: ['resume', 'cancel'],
  cancelled: ['run', 'revert'],
  done: ['revert'],
  reverting: ['pause', 'cancel'],
};

/** What a file would do, does, or did: how far it is, what may be asked of it, and its rows by what became of them. */
export function Result({ one, rows }: { one: Import; rows: Shown | undefined }) {
  const { t } = useWords();
  const { figure } = useFormat();
  const chips = chipsOf(one);
  const shown = rows ?? chips[0]?.rows;
  return (
    <section className={styles.part} aria-labelledby="result">
      <h2 id="result">{t(`imports.at.${headOf(one.status)}`)}</h2>
      {(isUnderWay(one.status) || one.status === 'paused') && (
        <>
          <p role="status">{t('imports.progress', { done: figure(one.done), total: figure(one.total) })}</p>
          <Progress
            value={one.total > 0 ? (one.done / one.total) * 100 : 0}
            aria-hidden
            animated={isUnderWay(one.status)}
          />
        </>
      )}
      <Steered one={one} />
      {chips.length > 0 && (
        <Chips label={t('imports.rowsBy')}>
          {chips.map((chip) => (
            <Chip
              key={chip.rows}
              to="/imports/$id"
              params={{ id: one.id } as never}
              search={{ rows: chip.rows }}
              on={chip.rows === shown}
              counted={chip.count !== undefined}
              count={chip.count}
            >
              {t(`imports.by.${chip.rows}`)}
            </Chip>
          ))}
        </Chips>
      )}
      {shown && <Rows one={one} shown={shown} />}
    </section>
  );
}

const headOf = (status: string) =>
  status === 'mapped' || status === 'previewing' || status === 'previewed'
    ? 'preview'
    : status === 'running' || status === 'paused'
      ? 'run'
      : status === 'reverting' || status === 'reverted'
        ? 'revert'
        : 'result';

interface Counted {
  rows: Shown;
  count: number | undefined;
}

function chipsOf({ status, would, counts, back }: Import): Counted[] {
  const some = (all: Record<string, number>, name: (key: string) => string): Counted[] =>
    Object.entries(all)
      .filter(([key, count]) => count > 0 && key !== 'waiting' && key !== '')
      .map(([key, count]) => ({ rows: name(key) as Shown, count }));
  if (headOf(status) === 'preview')
    return [
      ...some(would, (key) => `would ${key}`),
      ...(Object.keys(would).length > 0 ? [{ rows: 'LikelyDouble' as const, count: undefined }] : []),
    ];
  return [...some(back, (key) => key), ...some(counts, (key) => key)];
}

/** The ways on. Bringing in and taking back are asked twice: they change much. */
function Steered({ one }: { one: Import }) {
  const { t } = useWords();
  const { figure } = useFormat();
  // Leads and sales have histories: they are closed, not removed.
  const runs = one.kind === 'lead' || one.kind === 'sale';
  const [sure, ask] = useState<Steering | null>(null);
  const may = useMayI('import.create') && one.format !== null;
  const steering = useMutation({
    mutationFn: (how: Steering) => steer(one.id, how),
    onSettled: () => {
      ask(null);
      return rereadImport(one.id);
    },
  });
  const words = useFaultWords();
  // Of one that has moved on meanwhile its new state says more than what the other side says of the old one.
  const { error } = steering;
  const fault = error instanceof Refused && error.problem.status !== 409 ? error.message : error && words(error);
  const press = (how: Steering) => (how === 'revert' && sure !== how ? ask(how) : steering.mutate(how));
  const file = ['done', 'cancelled', 'reverted', 'previewed', 'paused'].includes(one.status);
  return (
    <>
      {sure === 'revert' && (
        <p role="alert" className={styles.warn}>
          {t(runs ? 'imports.revertWhyRuns' : 'imports.revertWhy', {
            made: figure(one.counts.imported ?? 0),
            changed: figure(one.counts.updated ?? 0),
          })}
        </p>
      )}
      <div className={styles.acts}>
        {may &&
          (MAY[one.status] ?? []).map((how, n) => (
            <Button
              key={how}
              variant={n === 0 && how !== 'revert' ? 'filled' : 'default'}
              color={how === 'revert' ? 'red' : undefined}
              loading={steering.isPending && steering.variables === how}
              disabled={steering.isPending}
              onClick={() => press(how)}
            >
              {t(sure === how ? `imports.sure.${how as 'revert'}` : `imports.act.${how}`)}
            </Button>
          ))}
        {sure && (
          <Button variant="subtle" onClick={() => ask(null)}>
            {t('answer.close')}
          </Button>
        )}
        {file && (
          <Button variant="default" component="a" href={`/api/v1/imports/${one.id}/result.csv`} download>
            {t('imports.resultFile')}
          </Button>
        )}
      </div>
      {fault && (
        <p role="alert" className={styles.bad}>
          {fault}
        </p>
      )}
    </>
  );
}
