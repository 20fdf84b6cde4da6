import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../words';

interface DialogProps {
  title: string;
  close: () => void;
  size?: string;
  children: ReactNode;
}

/** A form over the screen: focus goes in, stays in, and comes back to where it was. Nothing typed is lost by closing it. */
export function Dialog({ title, close, size = 'lg', children }: DialogProps) {
  const { t } = useWords();
  return (
    <Modal opened onClose={close} title={title} size={size} closeButtonProps={{ 'aria-label': t('close') }}>
      {children}
    </Modal>
  );
}
