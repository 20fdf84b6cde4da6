import { TextInput } from '@mantine/core';
import { InstantInput } from '../answer/InstantInput';
import { DayInput } from '../parts/dates/DayInput';
import { useWords } from '../words';
import { PersonSelect } from './PersonSelect';
import styles from './records.module.css';
import type { PartProps } from './WhatCame';

/** When, where and by whom a contact is to be held. */
export function Planning({ typed, set, error, faults }: PartProps & { error: string | undefined }) {
  const { t } = useWords();
  return (
    <>
      <InstantInput
        value={typed.at}
        onChange={(at) => set({ at: String(at) })}
        shared={{
          label: t('records.plannedFor'),
          description: undefined,
          required: true,
          error,
          'data-autofocus': undefined,
        }}
      />
      <div className={styles.pair}>
        <DayInput
          timed
          label={t('records.until')}
          value={typed.plannedUntil}
          error={faults.plannedUntil}
          onChange={(plannedUntil) => set({ plannedUntil })}
        />
        <TextInput
          label={t('records.place')}
          value={typed.place}
          error={faults.place}
          onChange={({ currentTarget }) => set({ place: currentTarget.value })}
        />
        <PersonSelect
          label={t('records.holder')}
          value={typed.responsibleId}
          onChange={(responsibleId) => set({ responsibleId })}
        />
      </div>
    </>
  );
}
