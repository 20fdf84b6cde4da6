import { Button, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, told } from '../api/client';
import { useFaultWords } from '../parts/State';
import { useWords } from '../words';
import styles from './sign-in.module.css';

/** Where the link of an invitation, or to a new password, leads. */
export function NewPassword() {
  const { t } = useWords();
  const words = useFaultWords();
  const [password, setPassword] = useState('');
  const token = new URLSearchParams(window.location.search).get('token') ?? '';
  const set = useMutation({ mutationFn: () => told(api.POST('/password/new', { body: { token, password } })) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate();
  };
  return (
    <main className={styles.page}>
      <div className={styles.head}>
        <h1>{t('signIn.newPassword')}</h1>
      </div>
      <section className={styles.card}>
        {set.isSuccess ? (
          <>
            <p role="status">{t('signIn.passwordSet')}</p>
            <Button component="a" href="/">
              {t('signIn.enter')}
            </Button>
          </>
        ) : (
          <form onSubmit={submit} className={styles.form}>
            <PasswordInput
              label={t('signIn.password')}
              description={t('signIn.passwordRule')}
              autoComplete="new-password"
              minLength={12}
              maxLength={128}
              required
              value={password}
              visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
              onChange={({ currentTarget }) => setPassword(currentTarget.value)}
            />
            <div role="alert">{set.error && <p className={styles.refused}>{words(set.error)}</p>}</div>
            <Button type="submit" loading={set.isPending} fullWidth>
              {t('signIn.setPassword')}
            </Button>
          </form>
        )}
      </section>
    </main>
  );
}
