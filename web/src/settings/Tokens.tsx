import { Button, Checkbox, MultiSelect, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, type Shown, told } from '../api/client';
import { useMe } from '../api/me';
import { Section } from '../parts/Section';
import { Failed, Loading, State } from '../parts/State';
import { useAct } from '../parts/use-act';
import { Why } from '../parts/Why';
import { useRightWords } from '../rights/use-right-words';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { tokensQuery } from './queries';
import { ShownOnce } from './ShownOnce';
import styles from './settings.module.css';

type NewToken = Shown['NewToken'];
const DAY_MS = 86_400_000;
/** How long a token opens: in days. */
const LASTS = ['7', '30', '90', '365'] as const;

/** Tokens for programs of one's own. */
export function Tokens() {
  const { t } = useWords();
  const { when } = useFormat();
  const words = useRightWords();
  const { data, error, refetch } = useQuery(tokensQuery);
  const end = useAct({
    send: (id: string) => told(api.DELETE('/me/tokens/{id}', { params: { path: { id } } })),
    stale: [tokensQuery.queryKey],
    says: t('settings.tokenEnded'),
  });
  return (
    <Section name={t('settings.tokens')} about={t('settings.tokensAbout')}>
      {error && !data && <Failed fault={error} again={() => void refetch()} />}
      {!data && !error && <Loading rows={2} />}
      {data?.length === 0 && <State title={t('settings.noTokens')} />}
      <ul className={styles.items}>
        {data?.map(({ id, label, scopes, createdAt, expiresAt }) => (
          <li key={id} className={styles.item}>
            <div>
              {label}
              <p className={styles.quiet}>
                {[
                  t('settings.since', { when: when(createdAt) }),
                  expiresAt && t('settings.until', { when: when(expiresAt) }),
                  scopes.length > 0 ? scopes.map(words.right).join(', ') : t('settings.allRights'),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </div>
            <Button size="compact-sm" variant="default" onClick={() => end.act(id)}>
              {t('settings.endToken')}
            </Button>
          </li>
        ))}
      </ul>
      <MakeToken />
    </Section>
  );
}

function MakeToken() {
  const { t } = useWords();
  const { rights } = useMe();
  const words = useRightWords();
  const [label, setLabel] = useState('');
  const [days, setDays] = useState<string>('90');
  const [all, setAll] = useState(false);
  const [scopes, setScopes] = useState<string[]>([]);
  const make = useAct({
    send: () => {
      const expiresAt = new Date(Date.now() + Number(days) * DAY_MS).toISOString();
      const body = { label, expiresAt, scopes: all ? [] : (scopes as NewToken['scopes']) };
      return told(api.POST('/me/tokens', { body }));
    },
    stale: [tokensQuery.queryKey],
    done: () => setLabel(''),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.act();
  };
  return (
    <>
      {make.answer && <ShownOnce text={make.answer.token} about={t('settings.tokenOnce')} />}
      <form onSubmit={submit} className={styles.form}>
        <TextInput
          label={t('settings.tokenFor')}
          required
          maxLength={100}
          value={label}
          onChange={({ currentTarget }) => setLabel(currentTarget.value)}
        />
        <Select
          label={t('settings.tokenLasts')}
          data={LASTS.map((value) => ({ value, label: t('time.days', { count: Number(value) }) }))}
          value={days}
          onChange={(value) => setDays(value ?? '90')}
          allowDeselect={false}
        />
        <Checkbox
          label={t('settings.allRights')}
          checked={all}
          onChange={({ currentTarget }) => setAll(currentTarget.checked)}
        />
        {!all && (
          <MultiSelect
            label={t('settings.tokenMay')}
            data={rights.map((value) => ({ value, label: words.right(value) }))}
            value={scopes}
            onChange={setScopes}
            searchable
            limit={60}
            required
          />
        )}
        <Why>{make.why}</Why>
        <div>
          <Button type="submit" loading={make.busy} disabled={!all && scopes.length === 0}>
            {t('settings.makeToken')}
          </Button>
        </div>
      </form>
    </>
  );
}
