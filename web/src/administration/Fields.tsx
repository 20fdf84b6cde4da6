import { Button, NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { api, keyed, type Shown, told } from '../api/client';
import { useMayI } from '../api/me';
import { Chip, Chips } from '../parts/Chips';
import { Section } from '../parts/Section';
import { useAct } from '../parts/use-act';
import { useWords } from '../words';
import styles from './administration.module.css';
import { BothInput, EditDialog } from './EditDialog';
import { Items } from './Items';
import { OptionsInput } from './OptionsInput';
import { ENTITIES, type Entity } from './parts';
import { fieldsQuery } from './queries';

type Field = Shown['CustomField'];
const TYPES = ['text', 'number', 'flag', 'date', 'choice', 'money'] as const;

/** Fields that were added to leads, sales, organisations or contacts. */
export function Fields() {
  const { t, say } = useWords();
  const may = useMayI('card-setup.change');
  const { entity = 'lead' } = useSearch({ from: '/administration' });
  const fields = useQuery(fieldsQuery(entity));
  const [edited, edit] = useState<Field | 'new' | null>(null);
  return (
    <Section
      name={t('administration.part.fields')}
      about={t('administration.fieldsAbout')}
      aside={may && <Button onClick={() => edit('new')}>{t('administration.addField')}</Button>}
    >
      <Chips label={t('administration.ofWhat')}>
        {ENTITIES.map((one) => (
          <Chip key={one} to="/administration" search={{ part: 'fields', entity: one }} on={one === entity}>
            {t(`administration.entity.${one}`)}
          </Chip>
        ))}
      </Chips>
      <Items
        of={fields}
        item={({ key, name, type, required, searchable, retiredAt }) => ({
          key,
          name: say(name),
          about: [
            key,
            t(`administration.type.${type}`),
            required && t('administration.required'),
            searchable && t('administration.searchable'),
          ],
          off: retiredAt !== null,
        })}
        edit={may ? edit : undefined}
      />
      {edited && (
        <FieldForm key={entity} entity={entity} field={edited === 'new' ? null : edited} close={() => edit(null)} />
      )}
    </Section>
  );
}

function FieldForm({ entity, field, close }: { entity: Entity; field: Field | null; close: () => void }) {
  const { t, say } = useWords();
  const [key, setKey] = useState(field?.key ?? '');
  const [typed, set] = useState({
    type: field?.type ?? ('text' as const),
    name: field?.name ?? { en: '', ru: '' },
    options: field?.options ?? {},
    required: field?.required ?? false,
    searchable: field?.searchable ?? false,
    position: field?.position ?? 0,
    retired: field ? field.retiredAt !== null : false,
  });
  const type = (change: Partial<typeof typed>) => set({ ...typed, ...change });
  const keep = useAct({
    send: (_: undefined, sent) => {
      const { retired, ...body } = typed;
      return field
        ? told(
            api.PUT('/custom-fields/{entity}/{key}', {
              params: { path: { entity, key } },
              headers: keyed(sent),
              body: { ...body, retired },
            }),
          )
        : told(
            api.POST('/custom-fields/{entity}', {
              params: { path: { entity } },
              headers: keyed(sent),
              body: { key, ...body },
            }),
          );
    },
    stale: [fieldsQuery(entity).queryKey],
    says: t('administration.kept'),
    done: close,
  });
  const flag = (name: 'required' | 'searchable' | 'retired') => (
    <Switch
      label={t(`administration.${name}`)}
      checked={typed[name]}
      onChange={({ currentTarget }) => type({ [name]: currentTarget.checked })}
    />
  );
  return (
    <EditDialog title={field ? say(field.name) : t('administration.addField')} close={close} keep={keep}>
      {!field && (
        <TextInput
          label={t('administration.key')}
          required
          value={key}
          onChange={({ currentTarget }) => setKey(currentTarget.value)}
        />
      )}
      <BothInput label={t('administration.name')} value={typed.name} onChange={(name) => type({ name })} />
      <div className={styles.both}>
        <Select
          label={t('administration.kind')}
          data={TYPES.map((value) => ({ value, label: t(`administration.type.${value}`) }))}
          value={typed.type}
          onChange={(one) => type({ type: (one ?? 'text') as Field['type'] })}
          allowDeselect={false}
        />
        <NumberInput
          label={t('administration.position')}
          min={0}
          value={typed.position}
          onChange={(position) => type({ position: Number(position) || 0 })}
        />
      </div>
      {typed.type === 'choice' && <OptionsInput options={typed.options} onChange={(options) => type({ options })} />}
      {flag('required')}
      {flag('searchable')}
      {field && flag('retired')}
    </EditDialog>
  );
}
