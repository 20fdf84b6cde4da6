import { useTitle } from '../shell/use-title';
import { type ListTab, ListTabs } from './ListTabs';
import styles from './list-head.module.css';
import './words';

/** What each list, the queue, the lists of clients, the imports and the doubles begin with: its name, and the way to the others. */
export function ListHead({ on, title }: { on: ListTab; title: string }) {
  useTitle(title);
  return (
    <div className={styles.head}>
      <h1>{title}</h1>
      <ListTabs on={on} />
    </div>
  );
}
