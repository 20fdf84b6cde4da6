import { Button, Select } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { RefusedNote } from '../answer/RefusedNote';
import { useFaults } from '../answer/use-answer';
import { newKey, Refused } from '../api/client';
import { useColleagues } from '../api/company';
import { useMe } from '../api/me';
import { queryClient } from '../api/query';
import { Dialog } from '../parts/Dialog';
import { useWords } from '../words';
import styles from './inbox.module.css';
import { delegate, type Item } from './queries';

/** Gives a task to somebody else. */
export function HandOn({ item, close, left }: { item: Item; close: () => void; left: () => void }) {
  const { t, say } = useWords();
  const me = useMe();
  const people = useColleagues(true);
  const [to, setTo] = useState<string | null>(null);
  const handing = useMutation({
    mutationFn: (personId: string) => delegate(item.id, personId, newKey()),
    onSuccess: (_answer, personId) => {
      void queryClient.invalidateQueries({ queryKey: ['inbox'] });
      close();
      left();
      const name = people.data?.find(({ id }) => id === personId)?.name ?? '';
      notifications.show({ message: t('handOn.done', { task: say(item.name), deal: item.instance.name, name }) });
    },
  });
  const refused = handing.error instanceof Refused ? handing.error : null;
  const { others } = useFaults(refused, {});
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (to) handing.mutate(to);
  };
  const options = (people.data ?? [])
    .filter(({ id }) => id !== me.id)
    .map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Dialog title={t('handOn.title')} close={close} size="md">
      <form onSubmit={submit} className={styles.dialog}>
        <Select label={t('handOn.to')} data={options} value={to} onChange={setTo} searchable required data-autofocus />
        {refused && <RefusedNote refused={refused} others={others} />}
        <div>
          <Button type="submit" disabled={!to} loading={handing.isPending}>
            {t('handOn.title')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
