import { NumberInput, SegmentedControl, Textarea } from '@mantine/core';
import { FieldInput } from '../answer/FieldInput';
import { type AskedField, isEmpty } from '../answer/values';
import { DayInput } from '../parts/dates/DayInput';
import { useWords } from '../words';
import type { Typed } from './interaction';
import styles from './records.module.css';

/** A part of the form of a contact. */
export interface PartProps {
  typed: Typed;
  set: (some: Partial<Typed>) => void;
  faults: Readonly<Record<string, string>>;
}

/** What came of a contact: in words, in fields of the process, how long it took, when they want to hear again. */
export function WhatCame({
  typed,
  set,
  asks,
  faults,
  holds,
}: PartProps & { asks: readonly AskedField[]; holds: boolean }) {
  const { t } = useWords();
  const sided = typed.kind !== 'meeting' && typed.kind !== 'visit';
  return (
    <>
      {sided && (
        <SegmentedControl
          aria-label={t('records.direction')}
          className={styles.short}
          value={typed.direction}
          onChange={(direction) => set({ direction: direction as 'in' | 'out' })}
          data={[
            { value: 'out', label: t('contact.out') },
            { value: 'in', label: t('contact.in') },
          ]}
        />
      )}
      <Textarea
        label={t('records.result')}
        autosize
        minRows={2}
        maxRows={10}
        value={typed.result}
        error={faults.result}
        data-autofocus={holds || undefined}
        onChange={({ currentTarget }) => set({ result: currentTarget.value })}
      />
      {asks.map((field) => (
        <FieldInput
          key={field.key}
          field={field}
          value={typed.values[field.key] ?? field.value ?? undefined}
          error={isEmpty(typed.values[field.key]) ? undefined : faults[field.key]}
          onChange={(value) => set({ values: { ...typed.values, [field.key]: value } })}
        />
      ))}
      <div className={styles.pair}>
        <DayInput
          timed
          label={t('records.when')}
          description={t(holds ? 'records.whenPlanned' : 'records.whenNow')}
          value={typed.at}
          error={faults.at}
          onChange={(at) => set({ at })}
        />
        <NumberInput
          label={t('records.minutes')}
          description={t('records.minutesWhy')}
          min={0}
          value={typed.minutes}
          error={faults.durationS}
          hideControls
          onChange={(minutes) => set({ minutes: typeof minutes === 'number' ? minutes : '' })}
        />
        <DayInput
          timed
          label={t('records.again')}
          description={t('records.againWhy')}
          value={typed.again}
          error={faults.again}
          onChange={(again) => set({ again })}
        />
      </div>
    </>
  );
}
