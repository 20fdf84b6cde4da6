import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api, keyed, told } from '../api/client';
import { Section } from '../parts/Section';
import { Loading } from '../parts/State';
import { useAct } from '../parts/use-act';
import { Why } from '../parts/Why';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { browserName, canBeTold, subscribe, unsubscribe } from './browser-push';
import { browsersQuery } from './queries';
import styles from './settings.module.css';

/** The browsers of one's own that are told of notices, also while the page is closed. */
export function Browsers() {
  const { t } = useWords();
  const { when } = useFormat();
  const { data } = useQuery(browsersQuery);
  const stale = [browsersQuery.queryKey];
  const add = useAct({
    send: async (_: undefined, key) => {
      const { publicKey } = await told(api.GET('/me/push-key'));
      const body = { ...(await subscribe(publicKey)), label: browserName() };
      return told(api.POST('/me/push-subscriptions', { headers: keyed(key), body }));
    },
    stale,
    says: t('settings.browserTold'),
  });
  const remove = useAct({
    send: async (id: string) => {
      await unsubscribe();
      return told(api.DELETE('/me/push-subscriptions/{id}', { params: { path: { id } } }));
    },
    stale,
  });
  return (
    <Section name={t('settings.browsers')} about={t(canBeTold() ? 'settings.browsersAbout' : 'settings.browsersNot')}>
      {!data && <Loading rows={1} />}
      <ul className={styles.items}>
        {data?.map(({ id, label, service, at }) => (
          <li key={id} className={styles.item}>
            <div>
              {label} <span className={styles.quiet}>{`${service} · ${when(at)}`}</span>
            </div>
            <Button size="compact-sm" variant="default" onClick={() => remove.act(id)}>
              {t('settings.remove')}
            </Button>
          </li>
        ))}
      </ul>
      <Why>{add.why && (add.fault?.name === 'NotAllowedError' ? t('settings.browserRefuses') : add.why)}</Why>
      <div>
        <Button variant="light" disabled={!canBeTold()} loading={add.busy} onClick={() => add.act(undefined)}>
          {t('settings.addBrowser')}
        </Button>
      </div>
    </Section>
  );
}
