import { Button, Radio, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { InstantInput } from '../answer/InstantInput';
import { RefusedNote } from '../answer/RefusedNote';
import { useFaults } from '../answer/use-answer';
import { newKey, Refused } from '../api/client';
import { queryClient } from '../api/query';
import { allowedQuery, command } from '../deal/queries';
import { Dialog } from '../parts/Dialog';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './inbox.module.css';
import { type Item, snooze } from './queries';

interface NotNowProps {
  item: Item;
  way: 'snooze' | 'wait';
  close: () => void;
  left: () => void;
}

/** Two ways to come to it later, told apart before anything is done: out of my sight, or the deal stands still. */
export function NotNow({ item, way: first, close, left }: NotNowProps) {
  const { t, say } = useWords();
  const { when } = useFormat();
  const [way, setWay] = useState(first);
  const [until, setUntil] = useState('');
  const [reason, setReason] = useState('');
  const [key] = useState(newKey);
  const { instance } = item;
  const allowed = useQuery(allowedQuery(instance.kind, instance.id));
  const mayWait = allowed.data === undefined || allowed.data.free.includes('wait');
  const later = useMutation({
    mutationFn: async () => {
      const at = new Date(until).toISOString();
      if (way === 'snooze') return void (await snooze(item.id, at, key));
      const body = { type: 'wait' as const, until: at, reason, expectedSeq: instance.seq };
      await command(instance.kind, instance.id, body, newKey());
    },
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ['inbox'] });
      void queryClient.invalidateQueries({ queryKey: ['deal', instance.id] });
      close();
      left();
      const what = { name: say(item.name), deal: instance.name, when: when(new Date(until).toISOString()) };
      notifications.show({ message: t(way === 'snooze' ? 'notNow.snoozed' : 'notNow.waits', what) });
    },
  });
  const refused = later.error instanceof Refused ? later.error : null;
  const { byField, others } = useFaults(refused, {});
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (until !== '' && (way === 'snooze' || reason.trim() !== '')) later.mutate();
  };
  const around = { label: t('notNow.until'), required: true, description: undefined };
  return (
    <Dialog title={t('notNow.title')} close={close}>
      <form onSubmit={submit} className={styles.dialog}>
        <Radio.Group
          value={way}
          onChange={(value) => setWay(value as 'snooze' | 'wait')}
          aria-label={t('notNow.title')}
        >
          <div className={styles.ways}>
            <Radio
              value="snooze"
              className={styles.way}
              label={t('notNow.snooze')}
              description={
                item.dueAt ? t('notNow.snoozeWhy', { when: when(item.dueAt) }) : t('notNow.snoozeWhyUndated')
              }
            />
            <Radio
              value="wait"
              className={styles.way}
              label={t('notNow.wait')}
              disabled={!mayWait}
              description={mayWait ? t('notNow.waitWhy') : t('notNow.waitNot')}
            />
          </div>
        </Radio.Group>
        <InstantInput
          value={until}
          onChange={(value) => setUntil(String(value))}
          shared={{ ...around, error: byField.until, 'data-autofocus': true }}
        />
        {way === 'wait' && (
          <Textarea
            label={t('notNow.reason')}
            description={t('notNow.reasonWhy')}
            required
            autosize
            minRows={2}
            value={reason}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
        )}
        {refused && <RefusedNote refused={refused} others={others} />}
        <div>
          <Button type="submit" loading={later.isPending}>
            {t(way === 'snooze' ? 'notNow.snooze' : 'notNow.wait')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
