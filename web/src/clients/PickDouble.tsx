import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, told } from '../api/client';
import { MergeDialog } from '../doubles/MergeDialog';
import { Reasons } from '../doubles/Reasons';
import { Dialog } from '../parts/Dialog';
import { useFaultWords } from '../parts/State';
import type { Ref } from '../records/on';
import { RecordPick } from '../records/RecordPick';
import { useWords } from '../words';
import styles from './clients.module.css';
import type { Of } from './queries';

/** Which card is of the same one: those that look like it are offered, any other is found by its name. Then they are compared. */
export function PickDouble({ of, card, close }: { of: Of; card: Ref; close: () => void }) {
  const { t } = useWords();
  const words = useFaultWords();
  const navigate = useNavigate();
  const [double, choose] = useState<Ref | null>(null);
  const alike = useQuery({
    queryKey: ['doubles', 'like', of.id],
    queryFn: () =>
      told(api.POST('/duplicates/check', { body: { entity: of.kind, id: of.id, fields: { name: card.name } } })),
  });
  if (double)
    return (
      <MergeDialog
        two={{ entity: of.kind, left: card, right: double }}
        close={close}
        merged={(survivor) => {
          close();
          notifications.show({ message: t('clients.merges.done') });
          void navigate({
            to: of.kind === 'account' ? '/accounts/$id' : '/contacts/$id',
            params: { id: survivor },
            search: { tab: 'additional' },
          });
        }}
      />
    );
  const matches = (alike.data?.items ?? []).filter(
    (one) => one.kind === of.kind && one.id !== null && one.id !== of.id,
  );
  return (
    <Dialog title={t('clients.act.merge')} close={close}>
      <div className={styles.dialog}>
        {matches.length > 0 && <p>{t('clients.merges.alike')}</p>}
        <ul className={styles.rows}>
          {matches.map((one) => (
            <li key={one.id} className={styles.row}>
              <div className={styles.rowHead}>
                <strong>{one.name}</strong>
                <Button
                  size="compact-sm"
                  variant="light"
                  onClick={() => choose({ id: one.id ?? '', name: one.name ?? '' })}
                >
                  {t('clients.merges.compare')}
                </Button>
              </div>
              <Reasons reasons={one.reasons} />
            </li>
          ))}
        </ul>
        {alike.isError && <p role="alert">{words(alike.error)}</p>}
        <RecordPick
          kind={of.kind}
          label={t(matches.length > 0 ? 'clients.merges.other' : 'clients.merges.which')}
          value={null}
          onChange={(picked) => picked && picked.id !== of.id && choose(picked)}
          autoFocus
        />
      </div>
    </Dialog>
  );
}
