import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Ref } from '../records/on';
import { useWords } from '../words';
import styles from './clients.module.css';
import { type CardField, InPlace } from './InPlace';
import { Now } from './Now';
import { type Of, storyQuery } from './queries';
import { Addresses, Points } from './Reach';
import { StoryList } from './StoryList';
import type { StoryKind } from './search';
import type { Held } from './use-change';

interface GeneralProps {
  held: Held;
  kind: StoryKind | undefined;
  /** Who may be written to or met. */
  people: readonly Ref[];
  fields: readonly CardField[];
  /** Above who they are. */
  children: ReactNode;
}

/** How things stand and the story on one side; who they are on the other. */
export function General({ held, kind, people, fields, children }: GeneralProps) {
  const { t } = useWords();
  return (
    <>
      <Standing of={held.of} />
      <div className={styles.columns}>
        <StoryList of={held.of} kind={kind} people={people} />
        <div className={styles.stack}>
          {children}
          <section className={styles.part}>
            <h2>{t('clients.data')}</h2>
            <dl className={styles.fields}>
              {fields.map((field) => (
                <InPlace key={field.key} held={held} field={field} />
              ))}
            </dl>
            <Points held={held} />
            <Addresses held={held} />
          </section>
        </div>
      </div>
    </>
  );
}

/** The figures of the first tab: read with the story, and shown as soon as they are there. */
function Standing({ of }: { of: Of }) {
  const { data } = useQuery(storyQuery(of));
  return data ? <Now now={data.now} /> : null;
}
