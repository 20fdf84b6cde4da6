import { Anchor, Button, Checkbox, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, told } from '../api/client';
import { useFaultWords } from '../parts/State';
import { useWords } from '../words';
import { SecondFactor } from './SecondFactor';
import styles from './sign-in.module.css';

/** Address and password; then the code, for those who use one. */
export function ByPassword({ done }: { done: () => void }) {
  const { t } = useWords();
  const words = useFaultWords();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [stay, setStay] = useState(true);
  const signIn = useMutation({
    mutationFn: () => told(api.POST('/sign-in', { body: { email, password, stay } })),
    onSuccess: ({ secondFactor }) => (secondFactor ? undefined : done()),
  });
  const forgotten = useMutation({
    mutationFn: () => told(api.POST('/password/forgotten', { body: { email } })),
  });
  if (signIn.data?.secondFactor) return <SecondFactor done={done} />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <form onSubmit={submit} className={styles.form}>
      <TextInput
        label={t('signIn.email')}
        type="email"
        autoComplete="username"
        required
        value={email}
        onChange={({ currentTarget }) => setEmail(currentTarget.value)}
      />
      <PasswordInput
        label={t('signIn.password')}
        autoComplete="current-password"
        required
        value={password}
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
        onChange={({ currentTarget }) => setPassword(currentTarget.value)}
      />
      <Checkbox
        label={t('signIn.stay')}
        checked={stay}
        onChange={({ currentTarget }) => setStay(currentTarget.checked)}
      />
      <div role="alert">
        {(signIn.error ?? forgotten.error) && (
          <p className={styles.refused}>{words(signIn.error ?? forgotten.error)}</p>
        )}
        {forgotten.isSuccess && <p>{t('signIn.linkSent')}</p>}
      </div>
      <Button type="submit" loading={signIn.isPending} fullWidth>
        {t('signIn.enter')}
      </Button>
      {email.includes('@') && (
        <Anchor component="button" type="button" size="sm" onClick={() => forgotten.mutate()}>
          {t('signIn.forgotten')}
        </Anchor>
      )}
    </form>
  );
}
