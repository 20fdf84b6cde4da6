import { ActionIcon, Button } from '@mantine/core';
import { IconEyeOff, IconLock, IconPencil } from '@tabler/icons-react';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { Refused } from '../api/client';
import { useDraft } from '../api/drafts';
import { useMayI, useMe } from '../api/me';
import { useWords } from '../words';
import { ChangedMeanwhile } from './ChangedMeanwhile';
import styles from './clients.module.css';
import type { Change } from './queries';
import { useClosed } from './setup';
import { type Held, useChange } from './use-change';
import { type Option, ValueInput, type ValueType } from './ValueInput';

/** One field of a card: what it holds, how that is shown, and what a new value of it changes. */
export interface CardField {
  /** As roles close it: `legalName`, `custom.credit`. */
  key: string;
  label: string;
  type: ValueType;
  value: unknown;
  shown: ReactNode;
  options?: readonly Option[];
  change: (value: unknown) => Change;
}

/** A field that is read, and changed where it stands. What a role closes is told as such. */
export function InPlace({ held, field }: { held: Held; field: CardField }) {
  const { t } = useWords();
  const may = useMayI(`${held.of.kind}.change`);
  const closed = useClosed(held.of.kind)(field.key);
  const [editing, edit] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const back = useRef(false);
  useEffect(() => {
    if (!editing && back.current) button.current?.focus();
    back.current = editing;
  }, [editing]);
  if (editing)
    return (
      <div className={styles.editing}>
        <dt className={styles.unseen}>{field.label}</dt>
        <dd>
          <Edit held={held} field={field} close={() => edit(false)} />
        </dd>
      </div>
    );
  return (
    <div className={styles.field}>
      <dt>{field.label}</dt>
      <dd>
        {closed === 'hidden' ? <Hidden /> : (field.shown ?? <span className={styles.none}>–</span>)}
        {closed === 'read-only' && <IconLock size={14} aria-label={t('clients.readOnly')} className={styles.lock} />}
        {may && !closed && (
          <ActionIcon
            ref={button}
            variant="subtle"
            size="sm"
            className={styles.pencil}
            aria-label={t('clients.change', { field: field.label })}
            onClick={() => edit(true)}
          >
            <IconPencil size={15} aria-hidden />
          </ActionIcon>
        )}
      </dd>
    </div>
  );
}

/** What stands where a role hides something: that there may be something, and that it is not shown. */
export function Hidden() {
  const { t } = useWords();
  return (
    <span className={styles.hidden}>
      <IconEyeOff size={14} aria-hidden /> {t('clients.hidden')}
    </span>
  );
}

function Edit({ held, field, close }: { held: Held; field: CardField; close: () => void }) {
  const { t } = useWords();
  const me = useMe();
  const draft = useDraft<{ value: unknown }>(me.id, `client.${held.of.id}.${field.key}`, { value: field.value });
  const changing = useChange(held, () => {
    draft.clear();
    close();
  });
  const send = () => changing.mutate(field.change(emptied(draft.value.value)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send();
  };
  const giveUp = () => {
    draft.clear();
    close();
  };
  const refused = changing.error instanceof Refused ? changing.error : null;
  const faults = refused?.problem.errors ?? [];
  return (
    <form
      onSubmit={submit}
      className={styles.edit}
      onKeyDown={(event) => event.key === 'Escape' && !event.defaultPrevented && giveUp()}
    >
      <ValueInput
        type={field.type}
        label={field.label}
        value={draft.value.value}
        options={field.options}
        onChange={(value) => draft.set({ value })}
        error={faults[0]?.message}
      />
      {changing.error && faults.length === 0 && (
        <ChangedMeanwhile fault={changing.error} again={send} busy={changing.isPending} />
      )}
      <div className={styles.acts}>
        <Button type="submit" size="compact-md" loading={changing.isPending}>
          {t('clients.keep')}
        </Button>
        <Button size="compact-md" variant="subtle" color="gray" onClick={giveUp}>
          {t('clients.giveUp')}
        </Button>
      </div>
    </form>
  );
}

/** Nothing typed means that nothing is to stand there. */
const emptied = (value: unknown): unknown => {
  if (typeof value === 'string') return value.trim() || null;
  if (typeof value === 'object' && value !== null && 'amount' in value) {
    const { amount, currency } = value as { amount: string; currency: string };
    return amount.trim() === '' ? null : { amount: amount.trim().replace(',', '.'), currency };
  }
  return value;
};
