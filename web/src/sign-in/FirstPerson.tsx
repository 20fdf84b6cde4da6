import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, told } from '../api/client';
import { useFaultWords } from '../parts/State';
import { useWords } from '../words';
import styles from './sign-in.module.css';

const FIELDS = ['code', 'name', 'email', 'password'] as const;

/** The first person of an empty installation, who has the code that its start has shown. */
export function FirstPerson({ done }: { done: () => void }) {
  const { t, language } = useWords();
  const words = useFaultWords();
  const [given, give] = useState({ code: '', name: '', email: '', password: '' });
  const setUp = useMutation({
    mutationFn: () => told(api.POST('/setup', { body: { ...given, language } })),
    onSuccess: done,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setUp.mutate();
  };
  return (
    <section className={styles.card} aria-labelledby="first">
      <h2 id="first">{t('signIn.first')}</h2>
      <p className={styles.quiet}>{t('signIn.firstWhy')}</p>
      <form onSubmit={submit} className={styles.form}>
        {FIELDS.map((field) => {
          const Input = field === 'password' ? PasswordInput : TextInput;
          return (
            <Input
              key={field}
              label={t(`signIn.${field === 'code' ? 'setupCode' : field}`)}
              type={field === 'email' ? 'email' : undefined}
              description={field === 'password' ? t('signIn.passwordRule') : undefined}
              required
              value={given[field]}
              onChange={({ currentTarget }) => give({ ...given, [field]: currentTarget.value })}
            />
          );
        })}
        <div role="alert">{setUp.error && <p className={styles.refused}>{words(setUp.error)}</p>}</div>
        <Button type="submit" loading={setUp.isPending} fullWidth>
          {t('signIn.begin')}
        </Button>
      </form>
    </section>
  );
}
