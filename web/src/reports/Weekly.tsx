import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, type Shown, told } from '../api/client';
import { Failed, Loading } from '../parts/State';
import { useTitle } from '../shell/use-title';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './reports.module.css';
import './words';

/** What is mailed on Mondays, as of now. */
export function Weekly() {
  const { t, language } = useWords();
  const { when } = useFormat();
  useTitle(t('reports.weekly'));
  const sheet = useQuery({
    queryKey: ['weekly', language],
    queryFn: () =>
      told(api.GET('/insight/weekly', { params: { query: { language } } })) as Promise<Shown['WeeklySummary']>,
  });
  const file = `/api/v1/insight/weekly?${new URLSearchParams({ as: 'pdf', language })}`;
  return (
    <div className={styles.page}>
      <Link to="/reports" className={styles.back}>
        {t('reports.title')}
      </Link>
      <h1>{sheet.data?.title ?? t('reports.weekly')}</h1>
      {sheet.isPending && <Loading />}
      {sheet.isError && <Failed fault={sheet.error} again={() => void sheet.refetch()} />}
      {sheet.data && (
        <>
          <p className={styles.quiet}>
            {sheet.data.subtitle} · {t('asOf', { time: when(sheet.data.asOf) })} ·{' '}
            <a href={file} download="weekly.pdf" data-no-print>
              {t('reports.pdf')}
            </a>
          </p>
          {sheet.data.blocks.map(({ heading, lines }) => (
            <section key={heading} className={styles.card} aria-label={heading}>
              <h2>{heading}</h2>
              <ul className={styles.sheet}>
                {lines.map(({ text, below }) => (
                  <li key={text}>
                    {text}
                    {below.length > 0 && (
                      <ul>
                        {below.map((one) => (
                          <li key={one}>{one}</li>
                        ))}
                      </ul>
                    )}
                  </li>
                ))}
              </ul>
            </section>
          ))}
          <p className={styles.quiet}>{sheet.data.foot}</p>
        </>
      )}
    </div>
  );
}
