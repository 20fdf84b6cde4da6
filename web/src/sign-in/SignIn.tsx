import { Anchor, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api, told } from '../api/client';
import { queryClient } from '../api/query';
import { choose, useWords } from '../words';
import { ByPassword } from './ByPassword';
import { FirstPerson } from './FirstPerson';
import { Sample } from './Sample';
import styles from './sign-in.module.css';

export const waysQuery = { queryKey: ['ways'], queryFn: () => told(api.GET('/sign-in')) };

/** The way in: by password, by the company's sign-on, or as one of the sample company. */
export function SignIn() {
  const { t, language } = useWords();
  const refused = new URLSearchParams(window.location.search).has('error');
  const other = language === 'en' ? 'ru' : 'en';
  return (
    <main className={styles.page}>
      <div className={styles.head}>
        <img src="/icon.svg" alt="" width={44} height={44} />
        <h1>Dealwright</h1>
        <p>{t('signIn.claim')}</p>
      </div>
      {refused && (
        <p role="alert" className={styles.refused}>
          {t('signIn.companyRefused')}
        </p>
      )}
      <Ways done={() => void queryClient.invalidateQueries({ queryKey: ['me'] })} />
      <Anchor component="button" size="sm" lang={other} onClick={() => choose(other)}>
        {t('signIn.otherLanguage')}
      </Anchor>
    </main>
  );
}

/** The ways that this installation has. */
export function Ways({ done }: { done: () => void }) {
  const { t } = useWords();
  const { data } = useQuery(waysQuery);
  if (data?.setup) return <FirstPerson done={done} />;
  return (
    <div className={styles.ways}>
      <section className={styles.card} aria-label={t('signIn.byPassword')}>
        <ByPassword done={done} />
        {data?.company && (
          <Button component="a" href="/api/v1/sign-in/company" variant="default" fullWidth>
            {t('signIn.company')}
          </Button>
        )}
      </section>
      {data && data.sample.length > 0 && <Sample people={data.sample} done={done} />}
    </div>
  );
}
