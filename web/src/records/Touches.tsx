import { useQuery } from '@tanstack/react-query';
import { api, told } from '../api/client';
import { Failed, Loading, State } from '../parts/State';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { type On, PLURAL } from './on';
import styles from './records.module.css';
import './words';

/** What a record came of: each act of ours and each answer of theirs, by source; sums first. */
export function Touches({ on }: { on: On }) {
  const { t, say } = useWords();
  const { when } = useFormat();
  const touches = useQuery({
    queryKey: ['record', on.id, 'touches'],
    queryFn: () => {
      const path = `/${PLURAL[on.kind]}/{id}/touches` as '/sales/{id}/touches';
      return told(api.GET(path, { params: { path: { id: on.id }, query: { limit: 100 } } }));
    },
  });
  if (touches.isPending) return <Loading rows={3} />;
  if (touches.isError) return <Failed fault={touches.error} again={() => void touches.refetch()} />;
  const { items, head } = touches.data;
  if (items.length === 0) return <State title={t('records.noTouches')} />;
  return (
    <section className={styles.form} aria-label={t('records.touches')}>
      <p>
        {t('records.touchCount', { count: head.touches })}, {t('records.responseCount', { count: head.responses })}.{' '}
        {head.sources.map(({ source, touches: count }) => `${say(source.name)}: ${count}`).join(' · ')}
      </p>
      <ul className={styles.rows}>
        {items.map((one) => (
          <li key={one.id} className={styles.row}>
            <span className={styles.name}>
              <span>
                <strong>{say(one.source.name)}</strong> {t(`records.touch.${one.kind}`)}
              </span>
              <span className={styles.quiet}>
                {[
                  when(one.activityAt),
                  one.responseAt && t('records.responded', { when: when(one.responseAt) }),
                  one.contact?.name,
                  one.product?.name,
                  one.note,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
