import { Drawer } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Light } from '../parts/Light';
import { LongListWithin, type Placed } from '../parts/LongList';
import { Failed, Loading, State } from '../parts/State';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './behind.module.css';
import { type Behind, readerOf } from './readers';
import './words';

/** What stands behind the number that the address names: the screen stays beside it, and going back closes it. */
export function BehindDrawer() {
  const { t } = useWords();
  const { behind } = useSearch({ strict: false }) as { behind?: string };
  const navigate = useNavigate();
  const close = () =>
    void navigate({
      to: '.',
      search: ((was: object) => ({ ...was, behind: undefined })) as never,
      resetScroll: false,
    });
  return (
    <Drawer
      opened={behind !== undefined}
      onClose={close}
      position="right"
      size="lg"
      title={t('behind.title')}
      closeButtonProps={{ 'aria-label': t('close') }}
      transitionProps={{ duration: 0 }}
    >
      {behind !== undefined && <Rows key={behind} behind={behind} />}
    </Drawer>
  );
}

function Rows({ behind }: { behind: string }) {
  const { t } = useWords();
  const { when } = useFormat();
  const read = readerOf(behind);
  const list = useInfiniteQuery({
    queryKey: ['behind', behind],
    enabled: read !== null,
    queryFn: ({ pageParam }) => (read ?? (() => Promise.reject(new Error())))(pageParam),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });
  if (!read) return <State title={t('behind.unknown')} />;
  if (list.isPending) return <Loading />;
  if (!list.data) return <Failed fault={list.error} again={() => void list.refetch()} />;
  const items = list.data.pages.flatMap((page) => page.items);
  const [first] = list.data.pages;
  if (items.length === 0) return <State title={t('behind.none')} />;
  return (
    <>
      {first?.total !== undefined && <p className={styles.quiet}>{t('behind.total', { count: first.total })}</p>}
      <LongListWithin
        rows={items}
        row={(one, placed) => <Row one={one} placed={placed} />}
        height={63}
        gap={0}
        list={list}
      />
      <div className={styles.foot}>
        {first && <p className={styles.quiet}>{t('asOf', { time: when(first.asOf) })}</p>}
      </div>
    </>
  );
}

function Row({ one, placed }: { one: Behind; placed: Placed }) {
  const { t, say } = useWords();
  const { money, when } = useFormat();
  const facts = [
    one.number != null && t('number', { number: one.number }),
    one.stage && say(one.stage),
    ...one.facts,
    one.at && when(one.at),
    one.answered &&
      (one.answered.state === 'answered'
        ? t('behind.answered', { who: one.answered.by ?? '' })
        : t(`behind.${one.answered.state}`)),
  ];
  return (
    <li {...placed} className={styles.row}>
      <div className={styles.head}>
        {one.deal ? (
          <Link to={one.deal.kind === 'sale' ? '/sales/$id' : '/leads/$id'} params={{ id: one.deal.id }}>
            {one.name || '–'}
          </Link>
        ) : (
          <span>{one.name || '–'}</span>
        )}
        <Light light={one.light} />
        {one.money && <strong>{money(one.money)}</strong>}
      </div>
      <p className={styles.quiet}>{facts.filter(Boolean).join(' · ')}</p>
    </li>
  );
}
