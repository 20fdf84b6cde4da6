import { Link } from '@tanstack/react-router';
import { State } from '../parts/State';
import { useWords } from '../words';

/** An address that leads nowhere. */
export function NotHere() {
  const { t } = useWords();
  return (
    <State title={t('shell.notHere')} whole>
      <Link to="/inbox">{t('shell.toInbox')}</Link>
    </State>
  );
}
