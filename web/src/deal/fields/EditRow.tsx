import { ActionIcon } from '@mantine/core';
import { IconEyeOff, IconLock, IconPencil } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useWords } from '../../words';
import styles from './fields.module.css';

export interface EditRowProps {
  name: string;
  shown: ReactNode;
  /** What the reader's roles leave of it. */
  closed?: 'hidden' | 'read-only' | undefined;
  /** Null where it is not to be changed now. */
  form: ((close: () => void) => ReactNode) | null;
  /** Something was typed and not sent: its form stands open at once. */
  begun?: boolean;
}

/** A field that is read, and changed where it stands. What roles close says so. */
export function EditRow({ name, shown, closed, form, begun = false }: EditRowProps) {
  const { t } = useWords();
  const [open, setOpen] = useState(begun && form !== null);
  const pencil = useRef<HTMLButtonElement>(null);
  const was = useRef(false);
  // Whoever closes the form stands where they opened it.
  useEffect(() => {
    if (was.current && !open) pencil.current?.focus();
    was.current = open;
  }, [open]);
  return (
    <div className={styles.row} data-open={open || undefined}>
      <dt>{name}</dt>
      <dd>
        {open && form ? (
          form(() => setOpen(false))
        ) : (
          <span className={styles.value}>
            {closed === 'hidden' ? (
              <span className={styles.closed}>
                <IconEyeOff size={14} aria-hidden /> {t('onDeal.hidden')}
              </span>
            ) : (
              shown
            )}
            {closed === 'read-only' && (
              <span className={styles.closed}>
                <IconLock size={14} aria-hidden /> {t('onDeal.readOnly')}
              </span>
            )}
            {form && !closed && (
              <ActionIcon
                ref={pencil}
                variant="subtle"
                size="sm"
                aria-label={t('onDeal.change', { name })}
                onClick={() => setOpen(true)}
              >
                <IconPencil size={15} aria-hidden />
              </ActionIcon>
            )}
          </span>
        )}
      </dd>
    </div>
  );
}
