import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Failed, Loading } from '../parts/State';
import { useTitle } from '../shell/use-title';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './imports.module.css';
import { Look } from './Look';
import { MappingForm } from './MappingForm';
import { type Import as AnImport, importQuery } from './queries';
import { Result } from './Result';
import { Steps, stepOf } from './Steps';
import './words';

const MAPPABLE: readonly string[] = ['uploaded', 'mapped', 'previewed', 'failed'];

/** One file on its way: what it holds, what is what, what it would do, what it did, and the way back. */
export function Import() {
  const { t } = useWords();
  const { id } = useParams({ from: '/imports/$id' });
  const { rows } = useSearch({ from: '/imports/$id' });
  const card = useQuery(importQuery(id));
  useTitle(card.data?.fileName ?? t('imports.title'));
  if (card.isPending) return <Loading />;
  if (!card.data) return <Failed fault={card.error} again={() => void card.refetch()} whole />;
  const one = card.data;
  return (
    <div className={styles.page}>
      <Link to="/imports">{t('imports.all')}</Link>
      <h1>{one.fileName}</h1>
      <About one={one} />
      <Steps at={stepOf(one.status)} />
      {one.trouble && (
        <p role="alert" className={styles.bad}>
          {one.trouble}
        </p>
      )}
      <Stage key={`${one.status === 'uploaded'}`} one={one} rows={rows} />
    </div>
  );
}

function About({ one }: { one: AnImport }) {
  const { t } = useWords();
  const { when, figure } = useFormat();
  return (
    <p className={styles.quiet}>
      {[
        t(`imports.status.${one.status as 'done'}`, { defaultValue: one.status }),
        one.kind !== 'file' && t(`imports.entity.${one.kind as 'lead'}`, { defaultValue: one.kind }),
        one.total > 0 && t('imports.rows', { count: one.total, shown: figure(one.total) }),
        when(one.createdAt),
        one.createdBy?.name,
      ]
        .filter(Boolean)
        .join(' · ')}
    </p>
  );
}

/** While nothing has begun the mapping is what is worked on; after that it can be opened again as long as it may be changed. */
function Stage({ one, rows }: { one: AnImport; rows: Parameters<typeof Result>[0]['rows'] }) {
  const { t } = useWords();
  const mappable = MAPPABLE.includes(one.status) && one.format !== null;
  const [mapping, map] = useState(one.status === 'uploaded' || one.status === 'failed');
  if (mapping && mappable)
    return (
      <>
        <Look one={one} />
        <MappingForm one={one} done={() => map(false)} />
      </>
    );
  return (
    <>
      {mappable && (
        <div>
          <Button variant="subtle" size="compact-sm" onClick={() => map(true)}>
            {t('imports.changeMapping')}
          </Button>
        </div>
      )}
      <Result one={one} rows={rows} />
    </>
  );
}
