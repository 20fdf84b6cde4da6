import { Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Outlet, useLocation } from '@tanstack/react-router';
import { Suspense, useEffect } from 'react';
import { listen } from '../api/live';
import { type Me, meQuery } from '../api/me';
import { ended, useWatched } from '../api/session';
import { Failed } from '../parts/State';
import { SearchEverything, useSearchKeys } from '../search/open';
import { ComeBack } from '../sign-in/ComeBack';
import { SignIn } from '../sign-in/SignIn';
import { follow, useWords } from '../words';
import { Away } from './Away';
import { Help } from './Help';
import { Places } from './Places';
import styles from './shell.module.css';
import { TopBar } from './TopBar';

/** What stands around each screen: who is here, where one can go, whether we are in touch with the server. */
export function Shell() {
  const { t } = useWords();
  const { pathname } = useLocation();
  const { data: me, error, isPending, refetch } = useQuery(meQuery);
  if (pathname === '/password') return <Outlet />;
  if (isPending)
    return (
      <div className={styles.first} role="status" aria-label={t('state.loading')}>
        <Loader />
      </div>
    );
  if (error && me === undefined) return <Failed fault={error} again={() => void refetch()} />;
  return me ? <Inside me={me} /> : <SignIn />;
}

function Inside({ me }: { me: Me }) {
  const { t } = useWords();
  const over = useWatched(ended);
  useSearchKeys();
  useEffect(() => follow(me.language), [me.language]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever came back listens anew
  useEffect(() => (over ? undefined : listen()), [me.id, over]);
  return (
    <>
      <a className={styles.skip} href="#main">
        {t('shell.skip')}
      </a>
      <TopBar me={me} />
      <Away />
      <div className={styles.frame}>
        <Places />
        <main id="main" tabIndex={-1} className={styles.main}>
          <Outlet />
        </main>
      </div>
      <Suspense>
        <SearchEverything />
      </Suspense>
      <Help />
      {over && <ComeBack me={me} />}
    </>
  );
}
