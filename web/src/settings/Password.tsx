import { Button, PasswordInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { api, told } from '../api/client';
import { Section } from '../parts/Section';
import { useAct } from '../parts/use-act';
import { Why } from '../parts/Why';
import { useWords } from '../words';
import { sessionsQuery } from './queries';
import styles from './settings.module.css';

const NOTHING = { current: '', password: '' };

export function Password() {
  const { t } = useWords();
  const [typed, type] = useState(NOTHING);
  const change = useAct({
    send: () => told(api.POST('/me/password', { body: typed })),
    stale: [sessionsQuery.queryKey],
    says: t('settings.passwordChanged'),
    done: () => type(NOTHING),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.act();
  };
  const input = (name: 'current' | 'password', label: string, complete: string, rule: object = {}) => (
    <PasswordInput
      label={label}
      autoComplete={complete}
      required
      value={typed[name]}
      visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
      onChange={({ currentTarget }) => type({ ...typed, [name]: currentTarget.value })}
      {...rule}
    />
  );
  const rule = { description: t('signIn.passwordRule'), minLength: 12, maxLength: 128 };
  return (
    <Section name={t('signIn.password')} about={t('settings.passwordAbout')}>
      <form onSubmit={submit} className={styles.form}>
        {input('current', t('settings.currentPassword'), 'current-password')}
        {input('password', t('signIn.newPassword'), 'new-password', rule)}
        <Why>{change.why}</Why>
        <div>
          <Button type="submit" loading={change.busy}>
            {t('settings.changePassword')}
          </Button>
        </div>
      </form>
    </Section>
  );
}
