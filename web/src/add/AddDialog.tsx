import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { queryClient } from '../api/query';
import { Dialog } from '../parts/Dialog';
import { type On, readAnew } from '../records/on';
import { useWords } from '../words';
import { AddAccount, AddContact } from './AddClient';
import { AddLead } from './AddLead';
import { AddContactWith, AddTask } from './AddOn';
import { AddSale } from './AddSale';
import styles from './add.module.css';
import type { Adding } from './start';
import './words';

/** What was made, by its name. */
export interface Made extends On {
  name: string;
}

interface AddDialogProps {
  adding: Adding;
  close: () => void;
}

/** One small form; after it, what was made is one press away. */
export function AddDialog({ adding, close }: AddDialogProps) {
  const { t } = useWords();
  const [made, tell] = useState<Made | null>(null);
  const done = (one: Made) => {
    for (const first of ['search', 'doubles', 'inbox', 'stalled', 'client'])
      void queryClient.invalidateQueries({ queryKey: [first] });
    readAnew(one);
    tell(one);
  };
  if (adding.what === 'interaction') return <AddContactWith close={close} />;
  if (adding.what === 'task') return <AddTask close={close} />;
  return (
    <Dialog title={t(`add.title.${adding.what}`)} close={close}>
      {made ? (
        <After made={made} again={() => tell(null)} close={close} />
      ) : (
        <FormOf adding={adding} close={close} done={done} />
      )}
    </Dialog>
  );
}

function FormOf({ adding, close, done }: AddDialogProps & { done: (made: Made) => void }) {
  const shared = { close, done, account: adding.account, contact: adding.contact };
  if (adding.what === 'lead') return <AddLead {...shared} />;
  if (adding.what === 'sale') return <AddSale {...shared} />;
  if (adding.what === 'contact') return <AddContact {...shared} />;
  return <AddAccount {...shared} />;
}

const TO = { account: '/accounts/$id', contact: '/contacts/$id', lead: '/leads/$id', sale: '/sales/$id' } as const;

function After({ made, again, close }: { made: Made; again: () => void; close: () => void }) {
  const { t } = useWords();
  return (
    <div className={styles.form}>
      <p role="status">
        {t(`add.made.${made.kind}`)}{' '}
        <Link
          to={TO[made.kind]}
          params={{ id: made.id }}
          onClick={close}
          className={styles.made}
          data-autofocus
          autoFocus
        >
          {made.name}
        </Link>
      </p>
      <div>
        <Button variant="default" onClick={again}>
          {t('add.again')}
        </Button>
      </div>
    </div>
  );
}
