import { useWords } from '../words';
import type { Letter } from './mail';
import styles from './records.module.css';

/** Each letter as its reader would get it, and what hinders it. */
export function Letters({ letters }: { letters: readonly Letter[] }) {
  const { t, language } = useWords();
  if (letters.length === 0) return null;
  return (
    <section className={styles.letters} aria-label={t('records.preview')}>
      <h3 className={styles.small}>{t('records.preview')}</h3>
      {letters.map(({ contactId, name, address, subject, text, may, why, warnings }) => (
        <article key={contactId ?? address ?? name} className={styles.letter} data-may={may ? 'yes' : 'no'}>
          <p className={styles.quiet}>
            {name} {address && `‹${address}›`}
          </p>
          {why && (
            <p className={styles.bad} role="alert">
              {t(`records.mayNot.${why.code}`)}
              {language === 'en' || why.code === 'missing' ? ` ${why.says}` : ''}
            </p>
          )}
          {warnings.map((warning) => (
            <p key={warning} className={styles.warn}>
              {warning}
            </p>
          ))}
          <p>
            <strong>{subject}</strong>
          </p>
          <p className={styles.words}>{text}</p>
        </article>
      ))}
    </section>
  );
}
