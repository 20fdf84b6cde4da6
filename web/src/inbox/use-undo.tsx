import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useRef } from 'react';
import { newKey } from '../api/client';
import { queryClient } from '../api/query';
import { Key } from '../parts/Light';
import { useFaultWords } from '../parts/State';
import { useWords } from '../words';
import styles from './inbox.module.css';
import { undo } from './queries';

/** What was done last, for taking it back. */
export interface Done {
  taskId: string;
  /** What was done, in words. */
  name: string;
  deal: string;
}

const SHOWN_MS = 12_000;
const TOAST = 'done';

/** One at a time, in the place of the one before. */
function show(message: ReactNode): void {
  notifications.hide(TOAST);
  notifications.show({ id: TOAST, autoClose: SHOWN_MS, withCloseButton: false, message });
}

/** Tells what was done, and takes it back. How long that may be done, the process says: the server refuses what is too late. */
export function useUndo(back: () => void) {
  const { t } = useWords();
  const words = useFaultWords();
  const navigate = useNavigate({ from: '/inbox' });
  const last = useRef<Done | null>(null);
  const taking = useMutation({
    mutationFn: ({ taskId }: Done) => undo(taskId, newKey()),
    onSuccess: async (_answer, { taskId, deal }) => {
      last.current = null;
      await queryClient.invalidateQueries({ queryKey: ['inbox'] });
      back();
      void queryClient.invalidateQueries({ queryKey: ['deal'] });
      // What was told of it may be gone by then: this is told anew.
      show(t('inbox.undone', { deal }));
      void navigate({ search: (was) => ({ ...was, task: taskId }) });
    },
    onError: (fault) => notifications.show({ color: 'red', message: words(fault) }),
  });
  const now = () => {
    if (last.current && !taking.isPending) taking.mutate(last.current);
  };
  const remember = (done: Done) => {
    last.current = done;
    show(
      <span className={styles.toast}>
        <span>{t('inbox.done', { name: done.name, deal: done.deal })}</span>
        <Button size="compact-sm" variant="light" onClick={now} rightSection={<Key>U</Key>}>
          {t('inbox.undo')}
        </Button>
      </span>,
    );
  };
  return { remember, now };
}
