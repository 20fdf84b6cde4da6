import { Button, FileButton, Progress } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type DragEvent, useState } from 'react';
import { newKey } from '../api/client';
import { useMayI } from '../api/me';
import { ListHead } from '../lists/ListHead';
import head from '../lists/list-head.module.css';
import { LongList, type Placed } from '../parts/LongList';
import { Failed, Loading, State, useFaultWords } from '../parts/State';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './imports.module.css';
import { type ImportRecord, importsQuery, rereadImport, upload } from './queries';
import './words';

/** The files that were brought in, and a place to bring one. */
export function Imports() {
  const { t } = useWords();
  const may = useMayI('import.create');
  const list = useInfiniteQuery(importsQuery);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={head.scrolls}>
      <ListHead on="imports" title={t('imports.title')} />
      {may && <Upload />}
      {list.isPending && <Loading />}
      {list.isError && !list.data && <Failed fault={list.error} again={() => void list.refetch()} />}
      {list.data && items.length === 0 && (
        <State title={t('imports.none')}>
          <p>{t('imports.noneWhy')}</p>
        </State>
      )}
      <LongList rows={items} row={(one, placed) => <Row one={one} placed={placed} />} height={66} list={list} />
    </div>
  );
}

function Upload() {
  const { t } = useWords();
  const words = useFaultWords();
  const navigate = useNavigate();
  const [gone, go] = useState(0);
  const [over, setOver] = useState(false);
  const sending = useMutation({
    mutationFn: (file: File) => upload(file, newKey(), go),
    onSuccess: async ({ id }) => {
      await rereadImport(id);
      await navigate({ to: '/imports/$id', params: { id } });
    },
  });
  const take = (file: File | null | undefined) => file && sending.mutate(file);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    <section
      className={styles.drop}
      data-over={over || undefined}
      aria-label={t('imports.upload')}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <IconFileUpload size={28} aria-hidden />
      <p>{t('imports.drop')}</p>
      <FileButton onChange={take} accept=".csv,.tsv,.txt,.xlsx,.vcf">
        {(props) => (
          <Button {...props} loading={sending.isPending}>
            {t('imports.pick')}
          </Button>
        )}
      </FileButton>
      <p className={styles.quiet}>{t('imports.nothingYet')}</p>
      {sending.isPending && <Progress value={gone * 100} w="100%" aria-label={t('imports.sending')} />}
      {sending.error && (
        <p role="alert" className={styles.bad}>
          {words(sending.error)} {sending.error.message}
        </p>
      )}
    </section>
  );
}

function Row({ one, placed }: { one: ImportRecord; placed: Placed }) {
  const { t } = useWords();
  const { when, figure } = useFormat();
  return (
    <li {...placed} className={styles.row}>
      <div>
        <Link to="/imports/$id" params={{ id: one.id }}>
          <strong>{one.fileName}</strong>
        </Link>
        <p className={styles.quiet}>
          {[
            t(`imports.entity.${one.kind as 'lead'}`, { defaultValue: one.kind }),
            one.total > 0 && t('imports.rows', { count: one.total, shown: figure(one.total) }),
            when(one.createdAt),
            one.createdBy?.name,
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      <span>{t(`imports.status.${one.status as 'done'}`, { defaultValue: one.status })}</span>
    </li>
  );
}
