import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Refused } from '../api/client';
import { useDraft } from '../api/drafts';
import { useMayI, useMe } from '../api/me';
import { Dialog } from '../parts/Dialog';
import { useWords } from '../words';
import { ChangedMeanwhile } from './ChangedMeanwhile';
import styles from './clients.module.css';
import { Hidden } from './InPlace';
import type { Change } from './queries';
import { useClosed } from './setup';
import { type Held, useChange } from './use-change';
import type { Option } from './ValueInput';

export type Row = Record<string, string | null>;

interface RowsProps {
  held: Held;
  title: string;
  /** By what names roles may close it. */
  closedAs: readonly string[];
  rows: readonly Row[];
  columns: readonly { key: string; label: string; options?: readonly Option[]; required?: boolean }[];
  change: (rows: Row[]) => Change;
  children: ReactNode;
}

/** A list on a card, such as phones or addresses: shown, and changed as a whole. */
export function Rows({ held, title, closedAs, rows, columns, change, children }: RowsProps) {
  const { t } = useWords();
  const may = useMayI(`${held.of.kind}.change`);
  const closedBy = useClosed(held.of.kind);
  const closed = closedAs.map(closedBy).filter((one) => one !== undefined);
  const [open, setOpen] = useState(false);
  return (
    <section className={styles.part}>
      <div className={styles.partHead}>
        <h3>{title}</h3>
        {may && closed.length === 0 && (
          <ActionIcon
            variant="subtle"
            size="sm"
            aria-label={t('clients.change', { field: title })}
            onClick={() => setOpen(true)}
          >
            <IconPencil size={15} aria-hidden />
          </ActionIcon>
        )}
      </div>
      {children}
      {rows.length === 0 && !closed.includes('hidden') && <p className={styles.quiet}>{t('clients.nothing')}</p>}
      {closed.includes('hidden') && (
        <p>
          <Hidden />
        </p>
      )}
      {open && <EditRows {...{ held, title, rows, columns, change }} close={() => setOpen(false)} />}
    </section>
  );
}

type EditRowsProps = Omit<RowsProps, 'children' | 'closedAs'> & { close: () => void };

function EditRows({ held, title, rows, columns, change, close }: EditRowsProps) {
  const { t } = useWords();
  const me = useMe();
  const first = { rows: rows.map((row) => ({ ...row })) };
  const draft = useDraft<{ rows: Row[] }>(
    me.id,
    `client.${held.of.id}.rows.${columns.map(({ key }) => key).join('-')}`,
    first,
  );
  const typed = draft.value.rows;
  const set = (next: Row[]) => draft.set({ rows: next });
  const changing = useChange(held, () => {
    draft.clear();
    close();
  });
  const send = () => changing.mutate(change(typed.map(emptyToNull)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send();
  };
  const refused = changing.error instanceof Refused ? changing.error : null;
  const wrong = new Map(
    (refused?.problem.errors ?? []).map(({ path, message }) => [path.replace(/^body\.\w+\./, ''), message]),
  );
  const blank = Object.fromEntries(columns.map(({ key, options }) => [key, options?.[0]?.value ?? null]));
  return (
    <Dialog title={title} close={close} size="xl">
      <form onSubmit={submit} className={styles.dialog}>
        {typed.map((row, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name than their place
          <fieldset key={n} className={styles.rowEdit}>
            <legend className={styles.unseen}>{t('clients.row', { n: n + 1 })}</legend>
            {columns.map((column) => {
              const shared = {
                label: column.label,
                value: row[column.key] ?? '',
                required: column.required ?? false,
                error: wrong.get(`${n}.${column.key}`),
                onChange: ({ currentTarget }: { currentTarget: { value: string } }) =>
                  set(typed.map((one, m) => (m === n ? { ...one, [column.key]: currentTarget.value } : one))),
              };
              return column.options ? (
                <NativeSelect key={column.key} {...shared} data={[...column.options]} />
              ) : (
                <TextInput key={column.key} {...shared} />
              );
            })}
            <ActionIcon
              variant="subtle"
              color="gray"
              className={styles.rowOut}
              aria-label={t('clients.removeRow', { n: n + 1 })}
              onClick={() => set(typed.filter((_, m) => m !== n))}
            >
              <IconTrash size={17} aria-hidden />
            </ActionIcon>
          </fieldset>
        ))}
        <div>
          <Button
            variant="default"
            size="compact-md"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => set([...typed, blank])}
          >
            {t('clients.addRow')}
          </Button>
        </div>
        {changing.error && wrong.size === 0 && (
          <ChangedMeanwhile fault={changing.error} again={send} busy={changing.isPending} />
        )}
        <div className={styles.acts}>
          <Button type="submit" loading={changing.isPending}>
            {t('clients.keep')}
          </Button>
          <Button
            variant="subtle"
            color="gray"
            onClick={() => {
              draft.clear();
              close();
            }}
          >
            {t('clients.giveUp')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const emptyToNull = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, value === null || value.trim() === '' ? null : value.trim()]),
  );
