import { Button, Progress, Select } from '@mantine/core';
import { useState } from 'react';
import { api, keyed, newKey, told } from '../api/client';
import { usePeople } from '../api/company';
import { Dialog } from '../parts/Dialog';
import { useFaultWords } from '../parts/State';
import { useWords } from '../words';
import styles from './lists.module.css';
import type { Listed } from './queries';

interface GiveProps {
  kind: 'account' | 'contact';
  those: readonly Listed[];
  close: () => void;
  done: () => void;
}

interface Became {
  id: string;
  name: string;
  /** Why not; none: it was given. */
  fault?: unknown;
}

/** Gives cards of clients to somebody else, one by one: each says what came of it, and those that were done stay done. */
export function GiveClients({ kind, those, close, done }: GiveProps) {
  const { t } = useWords();
  const words = useFaultWords();
  const people = usePeople(true);
  const [to, setTo] = useState<string | null>(null);
  const [became, setBecame] = useState<readonly Became[] | null>(null);
  const run = async (ownerId: string) => {
    const all: Became[] = [];
    setBecame(all);
    for (const row of those) {
      const fault = await give(kind, row, ownerId).then(
        () => undefined,
        (error: unknown) => error ?? true,
      );
      all.push({ id: row.id, name: 'name' in row ? row.name : '', ...(fault !== undefined && { fault }) });
      setBecame([...all]);
    }
    done();
  };
  const failed = became?.filter(({ fault }) => fault !== undefined) ?? [];
  return (
    <Dialog title={t('lists.give')} close={close} size="md">
      <div className={styles.dialog}>
        {became === null ? (
          <>
            <p>{t('lists.giving', { count: those.length })}</p>
            <Select
              label={t('handOn.to')}
              data={(people.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
              value={to}
              onChange={setTo}
              searchable
              required
              data-autofocus
            />
            <div>
              <Button disabled={!to} onClick={() => to && void run(to)}>
                {t('lists.give')}
              </Button>
            </div>
          </>
        ) : (
          <>
            <p role="status">{t('lists.given', { count: became.length - failed.length, all: those.length })}</p>
            <Progress value={(became.length / those.length) * 100} aria-hidden />
            <ul>
              {failed.map(({ id, name, fault }) => (
                <li key={id}>
                  <strong>{name}</strong>: {words(fault)}
                </li>
              ))}
            </ul>
            {became.length === those.length && (
              <div>
                <Button onClick={close}>{t('close')}</Button>
              </div>
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}

const give = (kind: GiveProps['kind'], row: Listed, ownerId: string): Promise<unknown> => {
  const params = { path: { id: row.id }, header: keyed(newKey()) };
  // What somebody changed since the list was read is left alone, and told.
  const body = { ownerId, revision: 'revision' in row ? row.revision : 0 };
  return kind === 'account'
    ? told(api.PUT('/accounts/{id}', { params, body }))
    : told(api.PUT('/contacts/{id}', { params, body }));
};
