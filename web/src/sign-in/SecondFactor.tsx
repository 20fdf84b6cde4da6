import { Button, Checkbox, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, told } from '../api/client';
import { useFaultWords } from '../parts/State';
import { useWords } from '../words';
import styles from './sign-in.module.css';

/** The code of an application, or one of the codes for when it is lost. */
export function SecondFactor({ done }: { done: () => void }) {
  const { t } = useWords();
  const words = useFaultWords();
  const [code, setCode] = useState('');
  const [trust, setTrust] = useState(false);
  const confirm = useMutation({
    mutationFn: () => {
      const isShort = /^\d{6}$/.test(code.replaceAll(' ', ''));
      const body = isShort ? { code: code.replaceAll(' ', ''), trustThisBrowser: trust } : { backupCode: code.trim() };
      return told(api.POST('/sign-in/second-factor', { body }));
    },
    onSuccess: done,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    confirm.mutate();
  };
  return (
    <form onSubmit={submit} className={styles.form}>
      <TextInput
        label={t('signIn.code')}
        description={t('signIn.codeHelp')}
        autoComplete="one-time-code"
        autoFocus
        required
        value={code}
        onChange={({ currentTarget }) => setCode(currentTarget.value)}
      />
      <Checkbox
        label={t('signIn.trust')}
        checked={trust}
        onChange={({ currentTarget }) => setTrust(currentTarget.checked)}
      />
      <div role="alert">{confirm.error && <p className={styles.refused}>{words(confirm.error)}</p>}</div>
      <Button type="submit" loading={confirm.isPending} fullWidth>
        {t('signIn.enter')}
      </Button>
    </form>
  );
}
