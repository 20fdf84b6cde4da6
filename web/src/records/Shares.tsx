import { Button, SegmentedControl, Select } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useFaults } from '../answer/use-answer';
import { api, keyed, type Shown, told } from '../api/client';
import { teamsQuery, usePeople } from '../api/company';
import { useMayI } from '../api/me';
import { queryClient } from '../api/query';
import { DayInput } from '../parts/dates/DayInput';
import { Failed, Loading, useFaultWords } from '../parts/State';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { FormFoot } from './FormFoot';
import { type On, PLURAL } from './on';
import styles from './records.module.css';
import { useKept } from './use-kept';
import './words';

const sharesPath = ({ kind }: On) => `/${PLURAL[kind]}/{id}/shares` as '/sales/{id}/shares';
const keyOf = ({ id }: On) => ['record', id, 'shares'];

/** With whom a record is shared: to read or to work on, until when, by whom; given and taken back. */
export function Shares({ on }: { on: On }) {
  const { t } = useWords();
  const mayShare = useMayI('share.change');
  const shares = useQuery({
    queryKey: keyOf(on),
    queryFn: () => told(api.GET(sharesPath(on), { params: { path: { id: on.id } } })),
  });
  if (shares.isPending) return <Loading rows={2} />;
  if (shares.isError) return <Failed fault={shares.error} again={() => void shares.refetch()} />;
  return (
    <section className={styles.form} aria-label={t('records.shares')}>
      {shares.data.items.length === 0 && <p className={styles.quiet}>{t('records.noShares')}</p>}
      <ul className={styles.rows}>
        {shares.data.items.map((share) => (
          <ShareRow key={share.id} on={on} share={share} mayEnd={mayShare} />
        ))}
      </ul>
      {mayShare && <ShareForm on={on} />}
    </section>
  );
}

function ShareRow({ on, share, mayEnd }: { on: On; share: Shown['Share']; mayEnd: boolean }) {
  const { t, say } = useWords();
  const { when } = useFormat();
  const words = useFaultWords();
  const ending = useMutation({
    mutationFn: () => {
      const path = `${sharesPath(on)}/{share}` as '/sales/{id}/shares/{share}';
      return told(api.DELETE(path, { params: { path: { id: on.id, share: share.id } } }));
    },
    onSuccess: (now) => queryClient.setQueryData(keyOf(on), now),
  });
  const who = share.person?.name ?? (share.team ? say(share.team.name) : '');
  return (
    <li className={styles.row}>
      <span className={styles.name}>
        <span>
          <strong>{who}</strong> {t(`records.may.${share.may}`)}
        </span>
        <span className={styles.quiet}>
          {t('records.sharedBy', { who: share.by.name, when: when(share.at) })}
          {share.until && `, ${t('records.sharedUntil', { when: when(share.until) })}`}
        </span>
        {ending.isError && <span className={styles.bad}>{words(ending.error)}</span>}
      </span>
      {mayEnd && (
        <Button
          size="compact-sm"
          variant="subtle"
          loading={ending.isPending}
          aria-label={t('records.unshareOf', { who })}
          onClick={() => ending.mutate()}
        >
          {t('records.unshare')}
        </Button>
      )}
    </li>
  );
}

/** A colleague or a team, told apart by what stands before its id or key. */
function ShareForm({ on }: { on: On }) {
  const { t, say } = useWords();
  const people = usePeople(true);
  const teams = useQuery(teamsQuery);
  const [tried, setTried] = useState(false);
  const form = useKept({
    scope: `share.${on.id}`,
    first: { who: '', may: 'read' as 'read' | 'work', until: '' },
    send: ({ who, may, until }, key) => {
      const [kind, one = ''] = who.split(/:(.*)/);
      const body = {
        ...(kind === 'team' ? { team: one } : { personId: one }),
        may,
        ...(until !== '' && { until: new Date(until).toISOString() }),
      };
      return told(api.POST(sharesPath(on), { params: { path: { id: on.id }, header: keyed(key) }, body }));
    },
    done: (now) => queryClient.setQueryData(keyOf(on), now),
  });
  const { value: typed, set } = form;
  const { byField, others } = useFaults(form.refused, {});
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (typed.who !== '' && !form.busy) form.send();
  };
  const data = [
    {
      group: t('records.people'),
      items: (people.data ?? []).map(({ id, name }) => ({ value: `person:${id}`, label: name })),
    },
    {
      group: t('records.teams'),
      items: (teams.data ?? []).map(({ key, name }) => ({ value: `team:${key}`, label: say(name) })),
    },
  ];
  return (
    <form onSubmit={submit} className={styles.offer} aria-label={t('records.share')} noValidate>
      <div className={styles.pair}>
        <Select
          label={t('records.shareWith')}
          required
          searchable
          data={data}
          value={typed.who === '' ? null : typed.who}
          error={byField.personId ?? byField.team ?? (tried && typed.who === '' ? t('answer.needed') : undefined)}
          onChange={(who) => set({ who: who ?? '' })}
        />
        <DayInput
          timed
          label={t('records.until')}
          value={typed.until}
          error={byField.until}
          onChange={(until) => set({ until })}
        />
      </div>
      <SegmentedControl
        aria-label={t('records.shareFor')}
        value={typed.may}
        onChange={(may) => set({ may: may as 'read' | 'work' })}
        data={[
          { value: 'read', label: t('records.may.read') },
          { value: 'work', label: t('records.may.work') },
        ]}
      />
      <FormFoot does={t('records.share')} form={form} others={others} />
    </form>
  );
}
