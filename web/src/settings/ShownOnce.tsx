import { Button, CopyButton } from '@mantine/core';
import { useWords } from '../words';
import styles from './settings.module.css';
import './words';

/** A secret that is shown this once, and can be taken along. */
export function ShownOnce({ text, about }: { text: string; about: string }) {
  const { t } = useWords();
  return (
    <div className={styles.once} role="status">
      <p>{about}</p>
      <code>{text}</code>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button size="compact-sm" variant="default" onClick={copy} w="fit-content">
            {t(copied ? 'settings.copied' : 'settings.copy')}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}
