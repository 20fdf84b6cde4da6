import { Button, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, keyed, newKey, type Shown, told } from '../api/client';
import { useMayI } from '../api/me';
import { queryClient } from '../api/query';
import { type NamedAndShared, NamedAndSharedDialog } from '../parts/NamedAndShared';
import { Failed, Loading, State } from '../parts/State';
import { useWords } from '../words';
import { ListHead } from './ListHead';
import head from './list-head.module.css';
import styles from './lists.module.css';
import { accountListsQuery } from './queries';
import './words';

type List = Shown['AccountList'];

/** Lists of organisations: kept by hand, or by a condition that says who is on them at each moment. */
export function AccountLists() {
  const { t } = useWords();
  const lists = useQuery(accountListsQuery);
  const [editing, edit] = useState<List | 'new' | null>(null);
  const may = useMayI('account-list.change');
  return (
    <div className={head.scrolls}>
      <ListHead on="lists" title={t('lists.lists')} />
      {may && (
        <div>
          <Button size="compact-md" onClick={() => edit('new')}>
            {t('lists.newList')}
          </Button>
        </div>
      )}
      {lists.isPending && <Loading />}
      {lists.isError && !lists.data && <Failed fault={lists.error} again={() => void lists.refetch()} />}
      {lists.data?.length === 0 && (
        <State title={t('lists.noLists')}>
          <p>{t('lists.listsWhy')}</p>
        </State>
      )}
      <ul className={styles.cards}>
        {lists.data?.map((one) => (
          <Row key={one.id} list={one} edit={() => edit(one)} />
        ))}
      </ul>
      {editing && <Edit list={editing === 'new' ? undefined : editing} close={() => edit(null)} />}
    </div>
  );
}

const reread = () => queryClient.invalidateQueries({ queryKey: ['account lists'] });

function Row({ list, edit }: { list: List; edit: () => void }) {
  const { t } = useWords();
  const removing = useMutation({
    mutationFn: () => told(api.DELETE('/account-lists/{id}', { params: { path: { id: list.id } } })),
    onSuccess: reread,
  });
  const [sure, ask] = useState(false);
  return (
    <li className={styles.card}>
      <div>
        <Link to="/clients" search={{ filter: `in list "${list.id}"` }}>
          <strong>{list.name}</strong>
        </Link>
        <p className={styles.quiet}>
          {[
            list.condition ? t('lists.byCondition', { condition: list.condition }) : t('lists.byHand'),
            t(`sharing.${list.shared}`),
            list.yours ? null : list.owner.name,
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
        {list.note && <p>{list.note}</p>}
      </div>
      {list.yours && (
        <>
          <Button variant="subtle" size="compact-sm" onClick={edit}>
            {t('lists.changeList')}
          </Button>
          <Button
            variant="subtle"
            color="red"
            size="compact-sm"
            loading={removing.isPending}
            onClick={() => (sure ? removing.mutate() : ask(true))}
          >
            {t(sure ? 'lists.removeSure' : 'lists.removeList')}
          </Button>
        </>
      )}
    </li>
  );
}

function Edit({ list, close }: { list: List | undefined; close: () => void }) {
  const { t } = useWords();
  const [typed, type] = useState({ note: list?.note ?? '', condition: list?.condition ?? '' });
  const [key] = useState(newKey);
  const send = async (said: NamedAndShared) => {
    const body = { ...said, note: typed.note.trim() || null, condition: typed.condition.trim() || null };
    if (list) {
      const params = { path: { id: list.id } };
      await told(api.PUT('/account-lists/{id}', { params, body: { revision: list.revision, ...body } }));
    } else await told(api.POST('/account-lists', { params: { header: keyed(key) }, body }));
    await reread();
  };
  return (
    <NamedAndSharedDialog
      title={t(list ? 'lists.changeList' : 'lists.newList')}
      nameLabel={t('lists.listName')}
      of={list}
      send={send}
      close={close}
    >
      {(refused) => (
        <>
          <Textarea
            label={t('lists.listCondition')}
            description={t('lists.listConditionWhy')}
            autosize
            minRows={1}
            maxLength={4000}
            error={refused.condition}
            value={typed.condition}
            onChange={({ currentTarget }) => type({ ...typed, condition: currentTarget.value })}
          />
          <TextInput
            label={t('lists.listNote')}
            maxLength={2000}
            error={refused.note}
            value={typed.note}
            onChange={({ currentTarget }) => type({ ...typed, note: currentTarget.value })}
          />
        </>
      )}
    </NamedAndSharedDialog>
  );
}
