import { Button, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { RefusedNote } from '../answer/RefusedNote';
import { useFaults } from '../answer/use-answer';
import { api, keyed, newKey, Refused, told } from '../api/client';
import { queryClient } from '../api/query';
import { Dialog } from '../parts/Dialog';
import { useWords } from '../words';
import styles from './lists.module.css';
import { accountListsQuery } from './queries';

interface AddToListProps {
  ids: readonly string[];
  /** Whatever meets this, instead of those. */
  from: { view?: string; filter?: string } | undefined;
  count: number;
  close: () => void;
}

const NEW = 'new';
const BY_HAND = { note: null, condition: null, shared: 'nobody', teams: [] as string[] } as const;

/** Puts organisations on a list that is kept by hand, or on a new one. */
export function AddToList({ ids, from, count, close }: AddToListProps) {
  const { t } = useWords();
  const lists = useQuery(accountListsQuery);
  const own = (lists.data ?? []).filter(({ yours, condition }) => yours && condition === null);
  const [to, setTo] = useState<string>(NEW);
  const [name, setName] = useState('');
  const [keys] = useState(() => [newKey(), newKey()] as const);
  const adding = useMutation({
    mutationFn: async () => {
      const made =
        to === NEW
          ? await told(
              api.POST('/account-lists', {
                params: { header: keyed(keys[0]) },
                body: { name: name.trim(), ...BY_HAND },
              }),
            )
          : null;
      const id = made?.id ?? to;
      const meant = from && { from: Object.keys(from).length > 0 ? from : EVERYBODY };
      const body = { add: from ? [] : [...ids], remove: [], ...meant };
      const changed = await told(
        api.POST('/account-lists/{id}/members', { params: { path: { id }, header: keyed(keys[1]) }, body }),
      );
      return { id, ...changed };
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['account lists'] }),
  });
  const refused = adding.error instanceof Refused ? adding.error : null;
  const { others } = useFaults(refused, {});
  const ready = to !== NEW || name.trim() !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) adding.mutate();
  };
  return (
    <Dialog title={t('lists.addToList')} close={close} size="md">
      {adding.data ? (
        <div className={styles.dialog}>
          <p role="status">{t('lists.added', { count: adding.data.added })}</p>
          <Link to="/clients" search={{ filter: `in list "${adding.data.id}"` }}>
            {t('lists.openList')}
          </Link>
        </div>
      ) : (
        <form onSubmit={submit} className={styles.dialog}>
          <p>{t('lists.adding', { count })}</p>
          <Select
            label={t('lists.toList')}
            data={[
              { value: NEW, label: t('lists.newList') },
              ...own.map((one) => ({ value: one.id, label: one.name })),
            ]}
            value={to}
            onChange={(value) => setTo(value ?? NEW)}
            allowDeselect={false}
            searchable
          />
          {to === NEW && (
            <TextInput
              label={t('lists.listName')}
              required
              maxLength={200}
              data-autofocus
              value={name}
              onChange={({ currentTarget }) => setName(currentTarget.value)}
            />
          )}
          {refused && <RefusedNote refused={refused} others={others} />}
          <div>
            <Button type="submit" loading={adding.isPending} disabled={!ready}>
              {t('lists.add')}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

/** Nothing narrows the list: everybody is meant. */
const EVERYBODY = { view: 'all-accounts' };
