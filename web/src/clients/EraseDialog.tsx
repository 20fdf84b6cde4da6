import { Button, Checkbox, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { api, keyed, newKey, Refused, type Shown, told } from '../api/client';
import { readClientsAnew } from '../doubles/queries';
import { Dialog } from '../parts/Dialog';
import { useFaultWords } from '../parts/State';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './clients.module.css';
import type { ContactCard } from './queries';

type Erasure = Shown['Erasure'];
type Asked = Shown['ErasePerson'];

const erase = (id: string, body: Asked) =>
  told(api.POST('/contacts/{id}/erasure', { params: { path: { id }, header: keyed(newKey()) }, body }));

/** Forgetting a person, in two steps: what would go and what stays, looked at; then done, with the name typed as a last thought. */
export function EraseDialog({ card, close }: { card: ContactCard; close: () => void }) {
  const { t } = useWords();
  const words = useFaultWords();
  const [reason, setReason] = useState('');
  const [spare, setSpare] = useState<readonly string[]>([]);
  const navigate = useNavigate();
  const asked = { reason: reason.trim(), ...(spare.length > 0 && { spare: [...spare] }) };
  const looking = useMutation({ mutationFn: () => erase(card.id, { ...asked, dryRun: true }) });
  const erasing = useMutation({
    mutationFn: (force: boolean) => erase(card.id, { ...asked, ...(force && { force }) }),
    onSuccess: () => {
      readClientsAnew();
      close();
      void navigate({ to: '/inbox' });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    looking.mutate();
  };
  return (
    <Dialog title={t('clients.erase.title', { name: card.name })} close={close} size="lg">
      <form onSubmit={submit} className={styles.dialog}>
        <GoesAndStays />
        <Textarea
          label={t('clients.erase.reason')}
          description={t('clients.erase.reasonWhy')}
          required
          autosize
          maxRows={4}
          maxLength={1000}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        <div>
          <Button type="submit" variant="default" loading={looking.isPending} disabled={reason.trim() === ''}>
            {t('clients.erase.look')}
          </Button>
        </div>
        {looking.isError && <p role="alert">{words(looking.error)}</p>}
      </form>
      {looking.data && (
        <div className={styles.dialog}>
          <Outlook erasure={looking.data} spare={spare} setSpare={setSpare} />
          <Sure card={card} erasure={looking.data} busy={erasing.isPending} erase={(force) => erasing.mutate(force)} />
          {erasing.isError && (
            <p role="alert">
              {erasing.error instanceof Refused && erasing.error.problem.detail
                ? erasing.error.problem.detail
                : words(erasing.error)}
            </p>
          )}
        </div>
      )}
    </Dialog>
  );
}

function GoesAndStays() {
  const { t } = useWords();
  return (
    <div className={styles.goes}>
      <div>
        <h3>{t('clients.erase.goes')}</h3>
        <p>{t('clients.erase.goesWhat')}</p>
      </div>
      <div>
        <h3>{t('clients.erase.stays')}</h3>
        <p>{t('clients.erase.staysWhat')}</p>
      </div>
    </div>
  );
}

interface OutlookProps {
  erasure: Erasure;
  spare: readonly string[];
  setSpare: (ids: readonly string[]) => void;
}

/** What would be touched: rows by table, leads that might be somebody else's, sales that are still open. */
function Outlook({ erasure, spare, setSpare }: OutlookProps) {
  const { t } = useWords();
  const { figure } = useFormat();
  const rows = Object.values(erasure.counts).reduce((sum, one) => sum + one, 0);
  return (
    <>
      <details>
        <summary>{t('clients.erase.rows', { count: rows })}</summary>
        <ul className={styles.lines}>
          {Object.entries(erasure.counts)
            .filter(([, count]) => count > 0)
            .map(([table, count]) => (
              <li key={table}>
                <span>{table.replaceAll('_', ' ')}</span>
                <span>{figure(count)}</span>
              </li>
            ))}
        </ul>
      </details>
      {erasure.leads.length > 0 && (
        <fieldset className={styles.leads}>
          <legend>{t('clients.erase.leads')}</legend>
          {erasure.leads.map(({ id, number, topic, personName }) => (
            <Checkbox
              key={id}
              label={[t('number', { number }), topic, personName].filter(Boolean).join(' · ')}
              checked={!spare.includes(id)}
              onChange={({ currentTarget }) =>
                setSpare(currentTarget.checked ? spare.filter((one) => one !== id) : [...spare, id])
              }
            />
          ))}
        </fieldset>
      )}
      {erasure.openSales.length > 0 && (
        <div className={styles.refused}>
          <strong>{t('clients.erase.openSales')}</strong>
          <ul>
            {erasure.openSales.map(({ id, number, title }) => (
              <li key={id}>
                <Link to="/sales/$id" params={{ id }}>
                  {t('number', { number })} {title}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

interface SureProps {
  card: ContactCard;
  erasure: Erasure;
  busy: boolean;
  erase: (force: boolean) => void;
}

function Sure({ card, erasure, busy, erase: eraseNow }: SureProps) {
  const { t } = useWords();
  const [sure, setSure] = useState(false);
  const open = erasure.openSales.length > 0;
  return (
    <>
      <Checkbox
        checked={sure}
        onChange={({ currentTarget }) => setSure(currentTarget.checked)}
        label={t(open ? 'clients.erase.sureOpen' : 'clients.erase.sure', { name: card.name })}
      />
      <div>
        <Button color="red" disabled={!sure} loading={busy} onClick={() => eraseNow(open)}>
          {t('clients.erase.do')}
        </Button>
      </div>
    </>
  );
}
