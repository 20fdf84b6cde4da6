import { Modal } from '@mantine/core';
import { api, told } from '../api/client';
import type { Me } from '../api/me';
import { queryClient } from '../api/query';
import { ended } from '../api/session';
import { useWords } from '../words';
import { Ways } from './SignIn';
import styles from './sign-in.module.css';

/** Over what somebody was doing, when their session has ended: they come in again, and go on where they were. */
export function ComeBack({ me }: { me: Me }) {
  const { t } = useWords();
  const done = async () => {
    const now = await told(api.GET('/me'));
    // Somebody else: nothing of what is open is theirs.
    if (now.id !== me.id) return window.location.assign('/');
    ended.set(false);
    await queryClient.invalidateQueries();
  };
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      size="lg"
      title={t('signIn.over')}
    >
      <p className={styles.quiet}>{t('signIn.overWhy', { name: me.name })}</p>
      <Ways done={() => void done()} />
    </Modal>
  );
}
