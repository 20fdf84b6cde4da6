import { Button, Checkbox, MultiSelect, NativeSelect, Select, Table, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { RefusedNote } from '../answer/RefusedNote';
import { api, Refused, told } from '../api/client';
import { Failed, Loading } from '../parts/State';
import { useWords } from '../words';
import { blank, fitting, type Kept, proposed } from './draft';
import styles from './imports.module.css';
import { type Entity, type Import, type Mapping, type Proposals, proposalsQuery, rereadImport, steer } from './queries';

/** What is what: column by column, as it is proposed, was kept, or is chosen here. */
export function MappingForm({ one, done }: { one: Import; done: () => void }) {
  const found = useQuery(proposalsQuery(one.id));
  if (found.isPending) return <Loading />;
  if (!found.data) return <Failed fault={found.error} again={() => void found.refetch()} />;
  return <Form one={one} found={found.data} done={done} />;
}

function Form({ one, found, done }: { one: Import; found: Proposals; done: () => void }) {
  const { t } = useWords();
  const [first] = found.proposals;
  const [mapping, map] = useState<Mapping>(one.mapping ?? (first ? proposed(first) : blank('contact')));
  const [keepAs, keep] = useState('');
  const set = (more: Partial<Mapping>) => map({ ...mapping, ...more });
  const fields = found.fields[mapping.entity] ?? [];
  const filled = new Set(Object.values(mapping.columns));
  const missing = fields.filter(({ key, required }) => required && !filled.has(key) && !namedByParts(key, filled));
  const saving = useMutation({
    mutationFn: async () => {
      const query = keepAs.trim() === '' ? {} : { keepAs: keepAs.trim() };
      const params = { path: { id: one.id }, query };
      await told(api.PUT('/imports/{id}/mapping', { params, body: fitting(mapping, fields) }));
      await steer(one.id, 'preview');
    },
    onSuccess: async () => {
      await rereadImport(one.id);
      done();
    },
  });
  const refused = saving.error instanceof Refused ? saving.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  const choose = (entity: Entity) => {
    const like = found.proposals.find((proposal) => proposal.entity === entity);
    map(like ? proposed(like) : blank(entity));
  };
  return (
    <form className={styles.part} onSubmit={submit} aria-labelledby="mapping">
      <h2 id="mapping">{t('imports.mapping')}</h2>
      <div className={styles.fields}>
        <Select
          label={t('imports.becomes')}
          data={Object.keys(found.fields).map((value) => ({ value, label: t(`imports.entity.${value as Entity}`) }))}
          value={mapping.entity}
          onChange={(value) => value && choose(value as Entity)}
          allowDeselect={false}
        />
        <KeptPick kept={found.kept} pick={map} />
      </div>
      <Columns one={one} mapping={mapping} set={set} fields={fields} />
      {missing.length > 0 && <Missing missing={missing} mapping={mapping} set={set} />}
      <How mapping={mapping} set={set} fields={fields} />
      <TextInput
        label={t('imports.keepAs')}
        description={t('imports.keepAsWhy')}
        maxLength={100}
        value={keepAs}
        onChange={({ currentTarget }) => keep(currentTarget.value)}
      />
      {refused && (
        <RefusedNote refused={refused} others={(refused.problem.errors ?? []).map(({ message }) => message)} />
      )}
      <div>
        <Button type="submit" loading={saving.isPending}>
          {t('imports.toPreview')}
        </Button>
      </div>
    </form>
  );
}

const namedByParts = (key: string, filled: ReadonlySet<string>) =>
  (key === 'name' || key === 'personName') && (filled.has('lastName') || filled.has('firstName'));

function KeptPick({ kept, pick }: { kept: readonly Kept[]; pick: (mapping: Mapping) => void }) {
  const { t } = useWords();
  if (kept.length === 0) return null;
  const named = kept.map(({ name }, n) => ({ value: String(n), label: name ?? t('imports.earlierFile') }));
  return (
    <Select
      label={t('imports.kept')}
      data={named}
      onChange={(n) => {
        const found = n === null ? undefined : kept[Number(n)];
        if (found) pick(found.mapping);
      }}
    />
  );
}

interface PartProps {
  mapping: Mapping;
  set: (more: Partial<Mapping>) => void;
  fields: Proposals['fields'][string];
}

function Columns({ one, mapping, set, fields }: PartProps & { one: Import }) {
  const { t, say } = useWords();
  const columns = one.shape?.columns ?? [];
  const options = [
    { value: '', label: t('imports.leaveOut') },
    ...fields.map(({ key, name, required }) => ({ value: key, label: `${say(name)}${required ? ' *' : ''}` })),
  ];
  const put = (column: string, field: string) => {
    const { [column]: _, ...rest } = mapping.columns;
    const now = field === '' ? rest : { ...rest, [column]: field };
    const known = new Set(Object.values(now));
    set({ columns: now, key: mapping.key.filter((key) => known.has(key)) });
  };
  const left = columns.filter(({ name }) => !mapping.columns[name]).length;
  return (
    <>
      {left > 0 && <p className={styles.quiet}>{t('imports.unknown', { count: left })}</p>}
      <Table className={styles.mapping}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('imports.column')}</Table.Th>
            <Table.Th>{t('imports.field')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {columns.map(({ name, samples }) => (
            <Table.Tr key={name} data-left={!mapping.columns[name] || undefined}>
              <Table.Td>
                <strong>{name}</strong>
                <p className={styles.quiet}>{samples.slice(0, 3).join(' · ')}</p>
              </Table.Td>
              <Table.Td>
                <NativeSelect
                  aria-label={t('imports.fieldOf', { column: name })}
                  data={options}
                  value={mapping.columns[name] ?? ''}
                  onChange={({ currentTarget }) => put(name, currentTarget.value)}
                />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}

/** What is needed and in no column can be said once for all rows; it stays there to be changed. */
function Missing({ missing, mapping, set }: Omit<PartProps, 'fields'> & { missing: PartProps['fields'] }) {
  const { t, say } = useWords();
  return (
    <div className={styles.fields}>
      {missing.map(({ key, name }) => (
        <TextInput
          key={key}
          label={t('imports.forAll', { field: say(name) })}
          description={t('imports.forAllWhy')}
          maxLength={500}
          value={mapping.defaults[key] ?? ''}
          onChange={({ currentTarget }) => set({ defaults: { ...mapping.defaults, [key]: currentTarget.value } })}
        />
      ))}
    </div>
  );
}

function How({ mapping, set, fields }: PartProps) {
  const { t, say } = useWords();
  const named = Object.values(mapping.columns).map((key) => {
    const name = fields.find((one) => one.key === key)?.name;
    return { value: key, label: name ? say(name) : key };
  });
  const choice = <K extends 'mode' | 'doubles' | 'dates' | 'decimal' | 'amountsIn'>(
    key: K,
    values: readonly Mapping[K][],
  ) => (
    <Select
      label={t(`imports.how.${key}`)}
      data={values.map((value) => ({ value, label: t(`imports.${key}.${value}` as 'imports.mode.create') }))}
      value={mapping[key]}
      onChange={(value) => value && set({ [key]: value } as Partial<Mapping>)}
      allowDeselect={false}
    />
  );
  return (
    <details className={styles.how}>
      <summary>{t('imports.how.title')}</summary>
      <div className={styles.fields}>
        <MultiSelect
          label={t('imports.how.key')}
          description={t('imports.how.keyWhy')}
          data={named}
          value={mapping.key}
          onChange={(key) => set({ key })}
          maxValues={5}
        />
        {choice('mode', ['create or update', 'create', 'update'])}
        {choice('doubles', ['create', 'skip', 'update'])}
        {choice('dates', ['day first', 'month first'])}
        {choice('decimal', ['.', ','])}
        {choice('amountsIn', ['units', 'thousands', 'millions'])}
        <TextInput
          label={t('imports.how.currency')}
          maxLength={3}
          value={mapping.currency}
          onChange={({ currentTarget }) => set({ currency: currentTarget.value.toUpperCase() })}
        />
        <TextInput
          label={t('imports.how.source')}
          description={t('imports.how.sourceWhy')}
          maxLength={60}
          value={mapping.source}
          onChange={({ currentTarget }) => set({ source: currentTarget.value.toLowerCase() })}
        />
        <Checkbox
          label={t('imports.how.emptyClears')}
          checked={mapping.emptyClears}
          onChange={({ currentTarget }) => set({ emptyClears: currentTarget.checked })}
        />
        {mapping.entity === 'lead' && (
          <Checkbox
            label={t('imports.how.distribute')}
            checked={mapping.owner === 'distribute'}
            onChange={({ currentTarget }) => set({ owner: currentTarget.checked ? 'distribute' : 'me' })}
          />
        )}
      </div>
    </details>
  );
}
