import { Checkbox, Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Shown, told } from '../api/client';
import { useFaultWords } from '../parts/State';
import { useWords } from '../words';
import { CHANNELS } from './channels';
import styles from './clients.module.css';
import { clientKey } from './queries';

type Preferences = Shown['Preferences'];

/** How somebody wants to be reached; each answer is kept as it is given. */
export function Preferred({ id, preferences, may }: { id: string; preferences: Preferences; may: boolean }) {
  const { t } = useWords();
  const client = useQueryClient();
  const words = useFaultWords();
  const [hours, setHours] = useState(preferences.bestHours ?? '');
  const changing = useMutation({
    mutationFn: (body: Partial<Preferences>) =>
      told(api.PUT('/contacts/{id}/preferences', { params: { path: { id } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: clientKey(id) }),
  });
  const shared = { disabled: !may || changing.isPending };
  return (
    <section className={styles.part}>
      <h2>{t('clients.preferences.title')}</h2>
      <Checkbox
        {...shared}
        label={t('clients.preferences.doNotCall')}
        checked={preferences.doNotCall}
        onChange={({ currentTarget }) => changing.mutate({ doNotCall: currentTarget.checked })}
      />
      <Select
        {...shared}
        label={t('clients.preferences.channel')}
        value={preferences.channel}
        onChange={(channel) => changing.mutate({ channel: channel as Preferences['channel'] })}
        data={CHANNELS.map((value) => ({ value, label: t(`clients.channel.${value}`) }))}
        clearable
      />
      <TextInput
        disabled={!may}
        label={t('clients.preferences.bestHours')}
        value={hours}
        maxLength={200}
        onChange={({ currentTarget }) => setHours(currentTarget.value)}
        onBlur={() =>
          hours.trim() === (preferences.bestHours ?? '')
            ? undefined
            : changing.mutate({ bestHours: hours.trim() || null })
        }
      />
      <div role="status">{changing.isSuccess && <p className={styles.quiet}>{t('clients.kept')}</p>}</div>
      {changing.isError && <p role="alert">{words(changing.error)}</p>}
    </section>
  );
}
