import { useEffect, useState } from 'react';
import { awaySince } from '../api/live';
import { useWatched } from '../api/session';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './shell.module.css';

/** A connection that comes back by itself is nobody's concern. */
const PATIENCE_MS = 4000;

/** Says when the server is out of reach, since when, and that nothing typed is lost. */
export function Away() {
  const since = useWatched(awaySince);
  const [told, tell] = useState(false);
  const { t } = useWords();
  const { second } = useFormat();
  useEffect(() => {
    if (since === null) return tell(false);
    const timer = setTimeout(() => tell(true), navigator.onLine ? PATIENCE_MS : 0);
    return () => clearTimeout(timer);
  }, [since]);
  return (
    <div role="status">
      {told && since !== null && <p className={styles.away}>{t('shell.away', { since: second(since) })}</p>}
    </div>
  );
}
