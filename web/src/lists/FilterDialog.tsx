import { Alert, Button, SegmentedControl, Select, Textarea } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Dialog } from '../parts/Dialog';
import { useWords } from '../words';
import { type Condition, conditionsOf, type Op, readCondition, writeCondition } from './conditions';
import styles from './lists.module.css';
import { opsOf, valued } from './ops';
import { checkQuery, type Field } from './queries';
import type { AskedOfView } from './use-list';
import { ValueInput } from './ValueInput';

interface FilterDialogProps {
  list: AskedOfView;
  /** The one that is changed; none: a new one. */
  condition: string | undefined;
  keep: (conditions: string[]) => void;
  close: () => void;
}

const PAUSE_MS = 300;

/** A condition, put together or written: checked as it is written. */
export function FilterDialog({ list, condition, keep, close }: FilterDialogProps) {
  const { t, language } = useWords();
  const read = condition === undefined ? null : readCondition(condition);
  const [way, go] = useState<'parts' | 'text'>(condition !== undefined && read === null ? 'text' : 'parts');
  const [parts, put] = useState<Condition>(read ?? { key: '', op: '=', values: [] });
  const [written, write] = useState(condition ?? '');
  const fields = useFilterFields(list);
  const field = fields.find(({ key }) => key === parts.key);
  const ready = field !== undefined && (!valued(parts.op) || parts.values.some((one) => one !== ''));
  const text = way === 'text' ? written.trim() : ready ? textOf(parts, field) : '';
  const [settled] = useDebouncedValue(text, PAUSE_MS);
  const check = useQuery({ ...checkQuery(list.entity, settled), enabled: settled !== '' });
  const findings = settled === text && text !== '' ? (check.data?.findings ?? []) : [];
  const known = text !== '' && settled === text && check.data !== undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (known && findings.length === 0) keep(conditionsOf(text));
  };
  return (
    <Dialog title={t(condition === undefined ? 'lists.addFilter' : 'lists.changeFilter')} close={close} size="md">
      <form onSubmit={submit} className={styles.dialog}>
        <SegmentedControl
          aria-label={t('lists.way')}
          value={way}
          onChange={(next) => {
            if (next === 'text' && text !== '') write(text);
            go(next as 'parts');
          }}
          data={[
            { value: 'parts', label: t('lists.byParts') },
            { value: 'text', label: t('lists.asText') },
          ]}
        />
        {way === 'parts' ? (
          <Parts fields={fields} field={field} parts={parts} put={put} />
        ) : (
          <Textarea
            label={t('lists.filterText')}
            description={t('lists.filterHelp')}
            autosize
            minRows={2}
            maxLength={4000}
            data-autofocus
            value={written}
            onChange={({ currentTarget }) => write(currentTarget.value)}
          />
        )}
        {findings.length > 0 && (
          <Alert color="red" role="alert">
            {findings.map(({ message, from }) => (
              <p key={`${from} ${message.en}`}>{message[language]}</p>
            ))}
          </Alert>
        )}
        <div>
          <Button type="submit" disabled={!known || findings.length > 0} loading={text !== '' && !known}>
            {t('lists.apply')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Being on a list of organisations is asked without a field, and offered as one. */
const LISTED = 'list';

function useFilterFields({ entity, fields }: AskedOfView): Field[] {
  const { t } = useWords();
  if (entity !== 'account') return [...fields];
  const name = { en: t('lists.onList'), ru: t('lists.onList') };
  return [...fields, { key: '', type: 'ref', name, operators: [LISTED], sortable: false }];
}

const textOf = (parts: Condition, field: Field): string =>
  writeCondition({ ...parts, values: parts.values.filter((one) => one !== '') }, field.type);

interface PartsProps {
  fields: readonly Field[];
  field: Field | undefined;
  parts: Condition;
  put: (parts: Condition) => void;
}

/** The value that a select has for the field that has no key. */
const ON_LIST = '(list)';

function Parts({ fields, field, parts, put }: PartsProps) {
  const { t, say } = useWords();
  const ops = field ? opsOf(field) : [];
  const timed = field?.type === 'date' || field?.type === 'time';
  const chosen =
    field &&
    (field.key === '' ? (field.operators[0] === LISTED && !ops.includes(parts.op) ? null : ON_LIST) : field.key);
  return (
    <>
      <Select
        label={t('lists.field')}
        data={fields.map(({ key, name }) => ({ value: key || ON_LIST, label: say(name) }))}
        value={chosen ?? null}
        onChange={(value) => {
          const next = fields.find(({ key }) => (key || ON_LIST) === value);
          if (next) put({ key: next.key, op: opsOf(next)[0] as Op, values: [] });
        }}
        searchable
        nothingFoundMessage={t('lists.noField')}
        data-autofocus
      />
      {field && chosen && (
        <Select
          label={t('lists.comparison')}
          data={ops.map((op) => ({
            value: op,
            label: timed ? t(`lists.timeOp.${op as '='}`) : t(`lists.op.${op}`),
          }))}
          value={parts.op}
          onChange={(op) => op && put({ ...parts, op: op as Op })}
          allowDeselect={false}
        />
      )}
      {field && chosen && valued(parts.op) && (
        <ValueInput
          field={field}
          op={parts.op}
          values={parts.values}
          onChange={(values) => put({ ...parts, values })}
        />
      )}
    </>
  );
}
