import { ActionIcon, Button, Fieldset, Select, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { Shown } from '../api/client';
import { useWords } from '../words';
import styles from './administration.module.css';
import { ENTITIES, type Entity } from './parts';

type Closed = NonNullable<Shown['RoleIn']['fields']>;
type Closing = 'hidden' | 'read-only';

interface Row {
  entity: Entity;
  field: string;
  closing: Closing;
}

const rowsOf = (fields: Closed): Row[] =>
  ENTITIES.flatMap((entity) =>
    Object.entries(fields[entity] ?? {}).map(([field, closing]) => ({ entity, field, closing })),
  );

function fieldsOf(rows: readonly Row[]): Closed {
  const fields: Closed = {};
  for (const { entity, field, closing } of rows) fields[entity] = { ...fields[entity], [field]: closing };
  return fields;
}

/** Fields that the holders of a role do not see, or may not set. */
export function ClosedFields({ fields, onChange }: { fields: Closed; onChange: (fields: Closed) => void }) {
  const { t } = useWords();
  const rows = rowsOf(fields);
  const change = (at: number, row: Row | null) =>
    onChange(fieldsOf(rows.flatMap((was, n) => (n === at ? (row ?? []) : was))));
  return (
    <Fieldset legend={t('administration.closed')} className={styles.form}>
      <p className={styles.quiet}>{t('administration.closedAbout')}</p>
      {rows.map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a name that is being typed would lose the cursor
        <div key={at} className={styles.line}>
          <Select
            aria-label={t('administration.ofWhat')}
            data={ENTITIES.map((value) => ({ value, label: t(`administration.entity.${value}`) }))}
            value={row.entity}
            onChange={(entity) => change(at, { ...row, entity: (entity ?? row.entity) as Entity })}
            allowDeselect={false}
          />
          <TextInput
            aria-label={t('administration.fieldKey')}
            value={row.field}
            onChange={({ currentTarget }) => change(at, { ...row, field: currentTarget.value })}
          />
          <Select
            aria-label={t('administration.closing')}
            data={(['hidden', 'read-only'] as const).map((value) => ({ value, label: t(`administration.${value}`) }))}
            value={row.closing}
            onChange={(closing) => change(at, { ...row, closing: (closing ?? row.closing) as Closing })}
            allowDeselect={false}
          />
          <ActionIcon variant="subtle" onClick={() => change(at, null)} aria-label={t('administration.open')}>
            <IconX size={18} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => onChange(fieldsOf([...rows, { entity: 'account', field: '', closing: 'hidden' }]))}
        >
          {t('administration.closeField')}
        </Button>
      </div>
    </Fieldset>
  );
}
