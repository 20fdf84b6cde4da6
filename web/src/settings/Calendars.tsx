import { Button, PasswordInput, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, told } from '../api/client';
import { Section } from '../parts/Section';
import { Loading } from '../parts/State';
import { useAct } from '../parts/use-act';
import { Why } from '../parts/Why';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { feedQuery, linkQuery } from './queries';
import { ShownOnce } from './ShownOnce';
import styles from './settings.module.css';

/** A secret address at which a calendar reads one's tasks and meetings. */
export function CalendarFeed() {
  const { t } = useWords();
  const { when } = useFormat();
  const { data, isPending } = useQuery(feedQuery);
  const stale = [feedQuery.queryKey];
  const make = useAct({ send: () => told(api.POST('/me/calendar-feed')), stale });
  const end = useAct({ send: () => told(api.DELETE('/me/calendar-feed')), stale, done: make.again });
  const read = data && (data.readAt ? t('settings.feedRead', { when: when(data.readAt) }) : t('settings.feedUnread'));
  return (
    <Section name={t('settings.feed')} about={t('settings.feedAbout')}>
      {isPending && <Loading rows={1} />}
      {make.answer && <ShownOnce text={make.answer.address} about={t('settings.feedOnce')} />}
      {data && <p>{`${t('settings.since', { when: when(data.madeAt) })} · ${read}`}</p>}
      <div className={styles.line}>
        <Button variant={data ? 'default' : 'filled'} loading={make.busy} onClick={() => make.act()}>
          {t(data ? 'settings.feedAnew' : 'settings.feedMake')}
        </Button>
        {data && (
          <Button variant="default" loading={end.busy} onClick={() => end.act()}>
            {t('settings.feedEnd')}
          </Button>
        )}
      </div>
    </Section>
  );
}

/** A calendar of one's own that is kept in step, by CalDAV. */
export function CalendarLink() {
  const { t } = useWords();
  const { ago } = useFormat();
  const { data, isPending } = useQuery(linkQuery);
  const stale = [linkQuery.queryKey];
  const sync = useAct({ send: () => told(api.POST('/me/calendar/sync')), stale, says: t('settings.syncSoon') });
  const end = useAct({ send: () => told(api.DELETE('/me/calendar')), stale });
  return (
    <Section name={t('settings.link')} about={t('settings.linkAbout')}>
      {isPending && <Loading rows={1} />}
      {data && (
        <div className={styles.item}>
          <div>
            {data.name} <span className={styles.quiet}>{data.user}</span>
            <p className={data.trouble ? styles.refused : styles.quiet}>
              {data.trouble ??
                (data.syncedAt ? t('settings.synced', { ago: ago(data.syncedAt) }) : t('settings.syncSoon'))}
            </p>
          </div>
          <div className={styles.line}>
            <Button size="compact-sm" variant="default" loading={sync.busy} onClick={() => sync.act()}>
              {t('settings.sync')}
            </Button>
            <Button size="compact-sm" variant="default" loading={end.busy} onClick={() => end.act()}>
              {t('settings.remove')}
            </Button>
          </div>
        </div>
      )}
      {data === null && <Connect />}
    </Section>
  );
}

function Connect() {
  const { t } = useWords();
  const [typed, type] = useState({ address: '', user: '', password: '' });
  const [calendar, setCalendar] = useState<string | null>(null);
  const find = useAct({
    send: () => told(api.POST('/me/calendar/find', { body: typed })),
    done: ({ items }) => setCalendar(items[0]?.url ?? null),
  });
  const connect = useAct({
    send: () => told(api.PUT('/me/calendar', { body: { ...typed, ...(calendar && { calendar }) } })),
    stale: [linkQuery.queryKey],
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (find.answer) connect.act();
    else find.act();
  };
  const set = (name: keyof typeof typed) => (event: { currentTarget: HTMLInputElement }) => {
    type({ ...typed, [name]: event.currentTarget.value });
    find.again();
  };
  const why = connect.why ?? find.why;
  return (
    <form onSubmit={submit} className={styles.form}>
      <TextInput
        label={t('settings.linkAddress')}
        type="url"
        required
        value={typed.address}
        onChange={set('address')}
      />
      <TextInput label={t('settings.linkUser')} autoComplete="off" required value={typed.user} onChange={set('user')} />
      <PasswordInput
        label={t('settings.linkPassword')}
        description={t('settings.linkPasswordAbout')}
        autoComplete="off"
        required
        value={typed.password}
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
        onChange={set('password')}
      />
      {find.answer && (
        <Select
          label={t('settings.linkWhich')}
          data={find.answer.items.map(({ url, name }) => ({ value: url, label: name }))}
          value={calendar}
          onChange={setCalendar}
          allowDeselect={false}
        />
      )}
      <Why>{why}</Why>
      <div>
        <Button type="submit" loading={find.busy || connect.busy}>
          {t(find.answer ? 'settings.connect' : 'settings.find')}
        </Button>
      </div>
    </form>
  );
}
