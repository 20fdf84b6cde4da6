import { ActionIcon } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMayI } from '../api/me';
import { LIST_CHART, listOfChart } from '../lists/charts';
import { PATHS } from '../lists/search';
import { Failed, Loading } from '../parts/State';
import { useTitle } from '../shell/use-title';
import { useWords } from '../words';
import { FAMILIES, KINDS } from './kinds';
import styles from './reports.module.css';
import { remove, rereadSaved, type Saved, savedQuery } from './saved';
import './words';

/** What there is to read: each report with what it answers, and the questions that were saved. */
export function Reports() {
  const { t } = useWords();
  useTitle(t('reports.title'));
  const mayRead = useMayI('insight.read');
  const mayAlerts = useMayI('alert-rule.read');
  return (
    <div className={styles.page}>
      <h1>{t('reports.title')}</h1>
      <SavedList />
      <h2>{t('reports.all')}</h2>
      {!mayRead && <p className={styles.none}>{t('fault.NotAllowed')}</p>}
      {mayRead && (
        <div className={styles.cards}>
          {FAMILIES.map(([first, ...others]) => (
            <article key={first} className={styles.card}>
              <h3>
                <Link to="/reports/$name" params={{ name: first }} search={{}}>
                  {t(`reports.name.${first}`)}
                </Link>
              </h3>
              <p>{t(`reports.asks.${first}`)}</p>
              {others.length > 0 && (
                <p className={styles.more}>
                  {others.map((one) => (
                    <Link key={one} to="/reports/$name" params={{ name: one }} search={{}}>
                      {t(`reports.name.${one}`)}
                    </Link>
                  ))}
                </p>
              )}
            </article>
          ))}
          <article className={styles.card}>
            <h3>
              <Link to="/reports/weekly">{t('reports.weekly')}</Link>
            </h3>
            <p>{t('reports.weeklyAsks')}</p>
          </article>
          {mayAlerts && (
            <article className={styles.card}>
              <h3>
                <Link to="/reports/alerts">{t('alerts.title')}</Link>
              </h3>
              <p>{t('alerts.asks')}</p>
            </article>
          )}
        </div>
      )}
    </div>
  );
}

function SavedList() {
  const { t } = useWords();
  const list = useQuery(savedQuery);
  if (list.isPending) return <Loading rows={2} />;
  if (!list.data) return <Failed fault={list.error} again={() => void list.refetch()} />;
  return (
    <section aria-label={t('reports.saved.title')} className={styles.saved}>
      <h2>{t('reports.saved.title')}</h2>
      {list.data.items.length === 0 && <p className={styles.quiet}>{t('reports.saved.none')}</p>}
      <ul className={styles.saved}>
        {list.data.items.map((saved) => (
          <SavedRow key={saved.id} saved={saved} />
        ))}
      </ul>
    </section>
  );
}

function SavedRow({ saved }: { saved: Saved }) {
  const { t } = useWords();
  const removing = useMutation({ mutationFn: () => remove(saved.id), onSuccess: rereadSaved });
  const kind = KINDS.find((one) => one === saved.report);
  const list = saved.report === LIST_CHART ? listOfChart(saved) : null;
  return (
    <li className={styles.savedRow}>
      {kind ? (
        <Link to="/reports/$name" params={{ name: kind }} search={{ ...saved.question, saved: saved.id }}>
          {saved.name}
        </Link>
      ) : list ? (
        <Link to={PATHS[list.entity]} search={list.search}>
          {saved.name}
        </Link>
      ) : (
        <span>{saved.name}</span>
      )}
      <span className={styles.quiet}>
        {[
          kind ? t(`reports.name.${kind}`) : list && t('reports.chartOf'),
          !saved.yours && saved.owner.name,
          saved.shared !== 'nobody' && t(`sharing.${saved.shared}`),
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
      <span className={styles.gap} />
      <a
        href={`/api/v1/reports/${saved.id}/export?format=xlsx`}
        download
        aria-label={t('reports.saved.file', { name: saved.name })}
      >
        {'XLSX'}
      </a>
      {saved.yours && (
        <ActionIcon
          variant="subtle"
          color="red"
          loading={removing.isPending}
          onClick={() => removing.mutate()}
          aria-label={t('reports.saved.remove', { name: saved.name })}
          title={t('reports.saved.remove', { name: saved.name })}
        >
          <IconTrash size={17} aria-hidden />
        </ActionIcon>
      )}
    </li>
  );
}
