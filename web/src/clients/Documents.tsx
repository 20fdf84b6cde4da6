import { Button, UnstyledButton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Failed, Loading } from '../parts/State';
import { FileList } from '../records/FileList';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './clients.module.css';
import { documentsQuery, type Of } from './queries';
import { Body } from './StoryEntry';

/** The files on a client; of an organisation also everything else that is tied to it. Source: ONEC-10. */
export function Documents({ of }: { of: Of }) {
  const { t } = useWords();
  return (
    <div className={styles.stack}>
      <section className={styles.part}>
        <h2>{t('clients.documents.files')}</h2>
        <FileList on={of} />
      </section>
      {of.kind === 'account' && <Tied id={of.id} />}
    </div>
  );
}

function Tied({ id }: { id: string }) {
  const { t } = useWords();
  const { day } = useFormat();
  const list = useInfiniteQuery(documentsQuery(id));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={styles.part}>
      <h2>{t('clients.documents.tied')}</h2>
      {list.isPending && <Loading rows={3} />}
      {list.isError && !list.data && <Failed fault={list.error} again={() => void list.refetch()} />}
      {list.data && items.length === 0 && <p className={styles.quiet}>{t('clients.nothing')}</p>}
      <ul className={`${styles.lines} ${styles.tied}`}>
        {items.map((one) => (
          <li key={one.id}>
            <span className={styles.quiet}>{day(one.at)}</span>
            <span className={styles.quiet}>{t(`clients.documents.${one.kind}`)}</span>
            {one.kind === 'interaction' ? (
              <Opening id={one.id} title={one.title} />
            ) : (
              <Link to={one.kind === 'sale' ? '/sales/$id' : '/leads/$id'} params={{ id: one.id }}>
                {one.title}
              </Link>
            )}
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <div>
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('inbox.more')}
          </Button>
        </div>
      )}
    </section>
  );
}

function Opening({ id, title }: { id: string; title: string }) {
  const [open, setOpen] = useState(false);
  return (
    <div>
      <UnstyledButton className={styles.subject} aria-expanded={open} onClick={() => setOpen(!open)}>
        {title}
      </UnstyledButton>
      {open && <Body id={id} />}
    </div>
  );
}
