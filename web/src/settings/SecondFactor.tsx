import { Button, PasswordInput, TextInput } from '@mantine/core';
import { QRCodeSVG } from 'qrcode.react';
import { type FormEvent, useState } from 'react';
import { api, told } from '../api/client';
import { Section } from '../parts/Section';
import { useAct } from '../parts/use-act';
import { Why } from '../parts/Why';
import { useWords } from '../words';
import styles from './settings.module.css';

/** A code of an application beside the password: begun by the password, in use once a first code was given. */
export function SecondFactor() {
  const { t } = useWords();
  const [password, setPassword] = useState('');
  const body = { password };
  const begin = useAct({ send: () => told(api.POST('/me/second-factor', { body })), done: () => setPassword('') });
  const end = useAct({
    send: () => told(api.POST('/me/second-factor/end', { body })),
    says: t('settings.factorEnded'),
    done: () => setPassword(''),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    begin.act();
  };
  const why = begin.why ?? end.why;
  if (begin.answer) return <Scan {...begin.answer} done={begin.again} />;
  return (
    <Section name={t('settings.factor')} about={t('settings.factorAbout')}>
      <form onSubmit={submit} className={styles.form}>
        <PasswordInput
          label={t('settings.currentPassword')}
          autoComplete="current-password"
          required
          value={password}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
          onChange={({ currentTarget }) => setPassword(currentTarget.value)}
        />
        <Why>{why}</Why>
        <div className={styles.line}>
          <Button type="submit" loading={begin.busy}>
            {t('settings.factorBegin')}
          </Button>
          <Button variant="default" disabled={password === ''} loading={end.busy} onClick={() => end.act()}>
            {t('settings.factorEnd')}
          </Button>
        </div>
      </form>
    </Section>
  );
}

/** What the application scans, and the codes for when it is lost: shown this once. */
function Scan({ uri, backupCodes, done }: { uri: string; backupCodes: readonly string[]; done: () => void }) {
  const { t } = useWords();
  const [code, setCode] = useState('');
  const confirm = useAct({
    send: () => told(api.POST('/me/second-factor/confirm', { body: { code: code.replaceAll(' ', '') } })),
    says: t('settings.factorBegun'),
    done,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    confirm.act();
  };
  return (
    <Section name={t('settings.factor')} about={t('settings.factorScan')}>
      <div className={styles.code}>
        <QRCodeSVG value={uri} size={180} title={t('settings.factorCode')} />
      </div>
      <p className={styles.quiet}>{t('settings.factorSecret', { secret: new URL(uri).searchParams.get('secret') })}</p>
      <p>{t('settings.backupCodes')}</p>
      <ul className={styles.codes}>
        {backupCodes.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
      <form onSubmit={submit} className={styles.form}>
        <TextInput
          label={t('signIn.code')}
          autoComplete="one-time-code"
          inputMode="numeric"
          required
          value={code}
          onChange={({ currentTarget }) => setCode(currentTarget.value)}
        />
        <Why>{confirm.why}</Why>
        <div>
          <Button type="submit" loading={confirm.busy}>
            {t('settings.factorConfirm')}
          </Button>
        </div>
      </form>
    </Section>
  );
}
