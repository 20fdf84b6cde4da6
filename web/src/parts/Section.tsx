import type { ReactNode } from 'react';
import styles from './parts.module.css';

/** A part of a screen, under a name of its own; `aside` stands beside the name. */
export function Section({
  name,
  about,
  aside,
  children,
}: {
  name: string;
  about?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={styles.section} aria-label={name}>
      <div className={styles.sectionHead}>
        <h2>{name}</h2>
        {aside}
      </div>
      {about && <p className={styles.sectionAbout}>{about}</p>}
      {children}
    </section>
  );
}
