import { Button, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, keyed, newKey, told } from '../api/client';
import { useMayI } from '../api/me';
import { useFaultWords } from '../parts/State';
import { useWords } from '../words';
import styles from './clients.module.css';
import { EraseDialog } from './EraseDialog';
import type { ContactCard } from './queries';

/** What we hold about a person: given to them, or forgotten; for whoever may. */
export function Personal({ card }: { card: ContactCard }) {
  const { t } = useWords();
  const mayExport = useMayI('privacy.export');
  const mayErase = useMayI('privacy.erase');
  const [erasing, erase] = useState(false);
  if (!mayExport && !mayErase) return null;
  return (
    <section className={styles.part}>
      <h2>{t('clients.personal.title')}</h2>
      {mayExport && <Export card={card} />}
      {mayErase && (
        <>
          <p className={styles.quiet}>{t('clients.personal.eraseWhy')}</p>
          <div>
            <Button variant="default" onClick={() => erase(true)}>
              {t('clients.personal.erase')}
            </Button>
          </div>
        </>
      )}
      {erasing && <EraseDialog card={card} close={() => erase(false)} />}
    </section>
  );
}

function Export({ card }: { card: ContactCard }) {
  const { t } = useWords();
  const words = useFaultWords();
  const [reason, setReason] = useState('');
  const making = useMutation({
    mutationFn: () => {
      const params = { path: { id: card.id }, header: keyed(newKey()) };
      return told(api.POST('/contacts/{id}/export', { params, body: reason.trim() ? { reason: reason.trim() } : {} }));
    },
    onSuccess: (file) => download(JSON.stringify(file, null, 2), `${card.name}.json`),
  });
  return (
    <div className={styles.stack}>
      <p className={styles.quiet}>{t('clients.personal.exportWhy')}</p>
      <Textarea
        label={t('clients.personal.reason')}
        autosize
        maxRows={4}
        maxLength={1000}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      <div>
        <Button variant="default" loading={making.isPending} onClick={() => making.mutate()}>
          {t('clients.personal.export')}
        </Button>
      </div>
      <div role="status">{making.isSuccess && <p className={styles.quiet}>{t('clients.personal.exported')}</p>}</div>
      {making.isError && <p role="alert">{words(making.error)}</p>}
    </div>
  );
}

/** Hands a text that is here over to the browser as a file. */
function download(text: string, name: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name.replace(/[/\\:*?"<>|]/g, '_');
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
