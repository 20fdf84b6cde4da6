import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { newKey } from '../api/client';
import { useMayI } from '../api/me';
import { type Done, readClientsAnew, undoMerge } from '../doubles/queries';
import { useFaultWords } from '../parts/State';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './clients.module.css';
import { mergesQuery, type Of } from './queries';

/** What was put together into this card, and parting it again. Nothing where nothing was. */
export function Merges({ of }: { of: Of }) {
  const { t } = useWords();
  const { data } = useQuery(mergesQuery(of));
  if (!data || data.items.length === 0) return null;
  return (
    <section className={styles.part}>
      <h2>{t('clients.merges.title')}</h2>
      <ul className={styles.rows}>
        {data.items.map((one) => (
          <MergeRow key={one.id} merge={one} />
        ))}
      </ul>
    </section>
  );
}

function MergeRow({ merge }: { merge: Done }) {
  const { t } = useWords();
  const { when } = useFormat();
  const words = useFaultWords();
  const may = useMayI('client.merge');
  const [sure, setSure] = useState(false);
  // What parting would do is asked before it is done.
  const outlook = useMutation({
    mutationFn: () => undoMerge(merge.id, true, newKey()),
    onSuccess: () => setSure(true),
  });
  const undo = useMutation({ mutationFn: () => undoMerge(merge.id, false, newKey()), onSuccess: readClientsAnew });
  const changed = outlook.data?.changed.length ?? 0;
  return (
    <li className={styles.changed}>
      <span>
        {merge.doubles.map(({ name }) => name).join(', ')} → {merge.survivor.name}
      </span>
      <span className={styles.quiet}>
        {[when(merge.at), merge.by?.name, merge.undoneAt && t('clients.merges.undone', { when: when(merge.undoneAt) })]
          .filter(Boolean)
          .join(' · ')}
      </span>
      {merge.status === 'merged' && may && !sure && (
        <div>
          <Button size="compact-sm" variant="default" loading={outlook.isPending} onClick={() => outlook.mutate()}>
            {t('clients.merges.undo')}
          </Button>
        </div>
      )}
      {sure && merge.status === 'merged' && (
        <div className={styles.sure} role="status">
          <p>{changed > 0 ? t('clients.merges.undoChanged', { count: changed }) : t('clients.merges.undoWhy')}</p>
          <div className={styles.acts}>
            <Button size="compact-sm" loading={undo.isPending} onClick={() => undo.mutate()}>
              {t('clients.merges.undoSure')}
            </Button>
            <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setSure(false)}>
              {t('answer.close')}
            </Button>
          </div>
        </div>
      )}
      {(undo.error ?? outlook.error) && <p role="alert">{words(undo.error ?? outlook.error)}</p>}
    </li>
  );
}
