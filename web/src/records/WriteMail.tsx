import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Shown, told } from '../api/client';
import { Dialog } from '../parts/Dialog';
import { useWords } from '../words';
import { MailForm } from './MailForm';
import { type On, type Ref, readAnew } from './on';
import styles from './records.module.css';
import './words';

interface WriteMailProps {
  on: On;
  people: readonly Ref[];
  answers?: { id: string; subject: string };
  close: () => void;
}

/** The dialog of a letter to a client, and what became of it: it is sent behind the answer. */
export function WriteMail(props: WriteMailProps) {
  const { t } = useWords();
  const [mail, setMail] = useState<Shown['ClientMail'] | null>(null);
  const done = (now: Shown['ClientMail']) => {
    readAnew(props.on);
    setMail(now);
  };
  return (
    <Dialog title={t('records.mail')} close={props.close} size="xl">
      {mail ? <Became mail={mail} /> : <MailForm {...props} done={done} />}
    </Dialog>
  );
}

const LOOK_MS = 2000;

/** Where a mail is on its way: never said to be sent before a mail server took it. */
function Became({ mail: first }: { mail: Shown['ClientMail'] }) {
  const { t } = useWords();
  const { data: mail } = useQuery({
    queryKey: ['record', first.instanceId ?? first.id, 'mail', first.id],
    initialData: first,
    refetchInterval: ({ state }) => (state.data?.state === 'waiting' ? LOOK_MS : false),
    queryFn: () => told(api.GET('/client-mails/{id}', { params: { path: { id: first.id } } })),
  });
  return (
    <div className={styles.form} role="status">
      <p>{t(`records.mailState.${mail.state}`)}</p>
      <ul className={styles.rows}>
        {mail.letters.map(({ id, name, address, state, reason }) => (
          <li key={id} className={styles.row}>
            <span className={styles.name}>
              {name} {address && `‹${address}›`}
            </span>
            <span className={styles.quiet}>{t(`records.letterState.${state}`)}</span>
            {reason && <span className={styles.bad}>{reason}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
