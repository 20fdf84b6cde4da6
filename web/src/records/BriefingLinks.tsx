import { Anchor } from '@mantine/core';
import { IconFileText, IconFileTypePdf } from '@tabler/icons-react';
import { useWords } from '../words';
import { type On, PLURAL } from './on';
import styles from './records.module.css';
import './words';

/** The one page to be read before a call or a meeting: to look at, or to print and take along. */
export function BriefingLinks({ on }: { on: On }) {
  const { t, language } = useWords();
  const at = (as: 'html' | 'pdf') => {
    const zone = encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone);
    return `/api/v1/${PLURAL[on.kind]}/${on.id}/briefing?as=${as}&language=${language}&zone=${zone}`;
  };
  return (
    <span className={styles.drop}>
      <Anchor href={at('html')} target="_blank" rel="noreferrer" className={styles.link}>
        <IconFileText size={16} aria-hidden /> {t('records.briefing')}
      </Anchor>
      <Anchor href={at('pdf')} target="_blank" rel="noreferrer" className={styles.link}>
        <IconFileTypePdf size={16} aria-hidden /> {t('records.briefingPdf')}
      </Anchor>
    </span>
  );
}
