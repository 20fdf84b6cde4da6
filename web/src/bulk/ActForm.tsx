import { Select, Textarea } from '@mantine/core';
import { FieldInput } from '../answer/FieldInput';
import { InstantInput } from '../answer/InstantInput';
import type { AskedField } from '../answer/values';
import { useColleagues } from '../api/company';
import type { Definition } from '../deal/queries';
import { type Both, useWords } from '../words';
import type { ActName, Typed } from './acts';

interface ActFormProps {
  act: ActName;
  typed: Typed;
  type: (typed: Typed) => void;
  definitions: readonly Definition[];
  asked: readonly AskedField[];
}

/** What an act needs to be told. */
export function ActForm({ act, typed, type, definitions, asked }: ActFormProps) {
  const { t } = useWords();
  const set = (more: Partial<Typed>) => type({ ...typed, ...more });
  return (
    <>
      <Needed act={act} typed={typed} set={set} definitions={definitions} />
      {asked.length > 0 && <p>{t('bulk.missing')}</p>}
      {asked.map((field) => (
        <FieldInput
          key={field.key}
          field={field}
          value={typed.fields[field.key]}
          onChange={(value) => set({ fields: { ...typed.fields, [field.key]: value } })}
          required
        />
      ))}
      {act !== 'ask' && (
        <Textarea
          label={t('bulk.comment')}
          autosize
          minRows={1}
          maxLength={4000}
          value={typed.comment}
          onChange={({ currentTarget }) => set({ comment: currentTarget.value })}
        />
      )}
    </>
  );
}

interface NeededProps extends Omit<ActFormProps, 'type' | 'asked'> {
  set: (more: Partial<Typed>) => void;
}

function Needed({ act, typed, set, definitions }: NeededProps) {
  const { t, say } = useWords();
  const people = useColleagues(act === 'reassign');
  const named = (all: Record<string, { name: Both }>) =>
    Object.entries(all).map(([value, { name }]) => ({ value, label: say(name) }));
  const pick = { searchable: true, required: true, 'data-autofocus': true } as const;
  switch (act) {
    case 'ask':
      return (
        <Textarea
          label={t('bulk.question')}
          description={t('bulk.questionWhy')}
          required
          autosize
          minRows={3}
          maxLength={300}
          data-autofocus
          value={typed.question}
          onChange={({ currentTarget }) => set({ question: currentTarget.value })}
        />
      );
    case 'reassign':
      return (
        <Select
          {...pick}
          label={t('bulk.owner')}
          data={(people.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={typed.ownerId}
          onChange={(ownerId) => set({ ownerId })}
        />
      );
    case 'wait':
      return (
        <>
          <InstantInput
            value={typed.until}
            onChange={(until) => set({ until: String(until) })}
            shared={{
              ...{ label: t('bulk.until'), description: undefined, required: true, error: undefined },
              'data-autofocus': true,
            }}
          />
          <Textarea
            label={t('bulk.reason')}
            required
            autosize
            minRows={2}
            maxLength={1000}
            value={typed.reason}
            onChange={({ currentTarget }) => set({ reason: currentTarget.value })}
          />
        </>
      );
    case 'move':
      return (
        <Select
          {...pick}
          label={t('bulk.to')}
          data={named(Object.assign({}, ...definitions.map(({ stages }) => stages)))}
          value={typed.to}
          onChange={(to) => set({ to })}
        />
      );
    case 'close':
      return (
        <Select
          {...pick}
          label={t('bulk.outcome')}
          data={named(Object.assign({}, ...definitions.map(({ closed }) => closed)))}
          value={typed.outcome}
          onChange={(outcome) => set({ outcome })}
        />
      );
  }
}
