import { Button, Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, keyed, newKey, Refused, told } from '../api/client';
import { Dialog } from '../parts/Dialog';
import { FormFoot } from '../records/FormFoot';
import type { Ref } from '../records/on';
import { RecordPick } from '../records/RecordPick';
import { useWords } from '../words';
import styles from './clients.module.css';
import { clientKey } from './queries';
import { useCatalogue } from './setup';

/** That somebody belongs to an organisation, and as what. */
export interface Place {
  account: Ref;
  contact: Ref;
  post: string | null;
  decisionRole: string | null;
}

interface PlaceDialogProps {
  place: Omit<Place, 'account'> & { account: Ref | null };
  close: () => void;
  known?: boolean;
}

/** The post and the role of somebody in an organisation; it also ends that they belong there. */
export function PlaceDialog({ place, close, known = false }: PlaceDialogProps) {
  const { t } = useWords();
  const client = useQueryClient();
  const roles = useCatalogue('decision-role');
  const [account, setAccount] = useState<Ref | null>(place.account);
  const [post, setPost] = useState(place.post ?? '');
  const [role, setRole] = useState(place.decisionRole);
  const changing = useMutation({
    mutationFn: async (ends: boolean) => {
      if (!account) return;
      const path = { id: place.contact.id, account: account.id };
      const params = { path, header: keyed(newKey()) };
      if (ends) await told(api.DELETE('/contacts/{id}/accounts/{account}', { params }));
      else
        await told(
          api.PUT('/contacts/{id}/accounts/{account}', {
            params,
            body: { post: post.trim() || null, decisionRole: role },
          }),
        );
    },
    onSuccess: () => {
      for (const id of [place.contact.id, account?.id ?? ''])
        void client.invalidateQueries({ queryKey: clientKey(id) });
      close();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // A form that stands in another one of the tree is not that one's.
    event.stopPropagation();
    changing.mutate(false);
  };
  const refused = changing.error instanceof Refused ? changing.error : null;
  const others = (refused?.problem.errors ?? []).map(({ message }) => message);
  return (
    <Dialog title={place.contact.name} close={close} size="md">
      <form onSubmit={submit} className={styles.dialog}>
        {known ? (
          <p>{account?.name}</p>
        ) : (
          <RecordPick
            kind="account"
            label={t('clients.people.organisation')}
            value={account}
            onChange={setAccount}
            required
            autoFocus
          />
        )}
        <TextInput
          label={t('clients.people.post')}
          value={post}
          maxLength={200}
          onChange={({ currentTarget }) => setPost(currentTarget.value)}
        />
        <Select label={t('clients.people.role')} data={roles.options(role)} value={role} onChange={setRole} clearable />
        <FormFoot
          does={t('clients.keep')}
          form={{ busy: changing.isPending, waits: false, refused, fault: changing.error }}
          others={others}
          disabled={!account}
        >
          {known && (
            <Button variant="default" onClick={() => changing.mutate(true)} loading={changing.isPending}>
              {t('clients.people.leave')}
            </Button>
          )}
        </FormFoot>
      </form>
    </Dialog>
  );
}
