import { ActionIcon } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { IconRefresh } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { BehindDrawer } from '../behind/BehindDrawer';
import { Chip, Chips } from '../parts/Chips';
import { Failed, Loading } from '../parts/State';
import { useTitle } from '../shell/use-title';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import type { Head, ReportPage } from './define';
import { familyOf } from './kinds';
import { QuestionBar } from './QuestionBar';
import styles from './reports.module.css';
import { SavedBar } from './SavedBar';
import { fileOf, questionOf } from './search';

/** What is around each report: its question, what it counts, as of when, its picture and its table, and what stands behind a number. */
export function ReportFrame({ page }: { page: ReportPage<Head> }) {
  const { t, say } = useWords();
  const search = useSearch({ from: '/reports/$name' });
  const { name, Body, exports = true } = page;
  const title = t(`reports.name.${name}`);
  useTitle(title);
  const question = questionOf(search);
  const read = useQuery({
    queryKey: ['report', name, question],
    queryFn: () => page.read(question),
    placeholderData: keepPreviousData,
  });
  const family = familyOf(name);
  return (
    <div className={styles.page}>
      <Link to="/reports" className={styles.back}>
        {t('reports.title')}
      </Link>
      <h1>{title}</h1>
      <p className={styles.quiet}>{t(`reports.asks.${name}`)}</p>
      {family.length > 1 && (
        <Chips label={t('reports.family')}>
          {family.map((one) => (
            <Chip key={one} to="/reports/$name" params={{ name: one }} search={{}} on={one === name}>
              {t(`reports.name.${one}`)}
            </Chip>
          ))}
        </Chips>
      )}
      <QuestionBar page={page} search={search} />
      <SavedBar name={name} search={search} />
      {read.isPending && <Loading />}
      {read.isError && !read.isPlaceholderData && <Failed fault={read.error} again={() => void read.refetch()} />}
      {read.data && !read.isError && (
        <div
          data-answer={name}
          aria-busy={read.isPlaceholderData}
          className={styles.answer}
          data-old={read.isPlaceholderData || undefined}
        >
          <Told head={read.data} again={() => void read.refetch()} busy={read.isFetching} />
          <Body answer={read.data} search={search} />
          {read.data.counts && <p className={styles.quiet}>{say(read.data.counts)}</p>}
          {exports && (
            <p className={styles.quiet} data-no-print>
              {t('reports.file')}{' '}
              {(['csv', 'xlsx'] as const).map((format) => (
                <a key={format} href={fileOf(name, question, format)} download className={styles.file}>
                  {format.toUpperCase()}
                </a>
              ))}
            </p>
          )}
        </div>
      )}
      <BehindDrawer />
    </div>
  );
}

const MINUTE_MS = 60_000;

/** Of which time it is, as of when, and how old that is by now. */
function Told({ head: { asOf, period, compared }, again, busy }: { head: Head; again: () => void; busy: boolean }) {
  const { t } = useWords();
  const { when, ago, dayAt } = useFormat();
  const [, tick] = useState(0);
  useInterval(() => tick((was) => was + 1), MINUTE_MS, { autoInvoke: true });
  const zone = period?.zone ?? 'UTC';
  const last = (until: string) => dayAt(new Date(Date.parse(until) - 1).toISOString(), zone);
  const span = (one: { from: string; until: string }) =>
    Date.parse(one.from) <= 0 ? t('reports.allTime') : `${dayAt(one.from, zone)} – ${last(one.until)}`;
  return (
    <p className={styles.told}>
      {period && <strong>{span(period)}</strong>}
      {compared && <span>{t('reports.against', { period: span(compared) })}</span>}
      <span className={styles.quiet}>{t('reports.asOf', { time: when(asOf), ago: ago(asOf) })}</span>
      <ActionIcon
        variant="subtle"
        onClick={again}
        loading={busy}
        aria-label={t('reports.again')}
        title={t('reports.again')}
      >
        <IconRefresh size={17} aria-hidden />
      </ActionIcon>
    </p>
  );
}
