import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Dimension } from '../narrow/search';
import { Scroll } from '../parts/Scroll';
import { Failed, Loading } from '../parts/State';
import { Sum } from '../parts/Sum';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { groupsQuery } from './queries';
import { pilesOf, type StalledSearch } from './search';
import styles from './stalled.module.css';

/** How much lies in each pile, part by part; each number narrows the board to its deals. */
export function Groups({ search, by }: { search: StalledSearch; by: Dimension }) {
  const { t } = useWords();
  const { figure } = useFormat();
  const found = useQuery(groupsQuery(search));
  const piles = pilesOf(search.kind ?? 'sale');
  const name = t(`narrow.by.${by}`);
  if (found.isPending) return <Loading rows={3} />;
  if (!found.data) return <Failed fault={found.error} again={() => void found.refetch()} />;
  return (
    <Scroll className={styles.tableBox} label={t('stalled.partedBy', { name })}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{name}</th>
            {piles.map((pile) => (
              <th key={pile} scope="col">
                {t(`stalled.pile.${pile}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {found.data.items.map((group) => (
            <tr key={group.key}>
              <th scope="row">{group.name || t('narrow.none')}</th>
              {piles.map((pile) => {
                const worth = group.piles[pile];
                return (
                  <td key={pile}>
                    {worth && worth.count > 0 ? (
                      <Link
                        to="/stalled"
                        search={{ ...search, by: undefined, pile, [by]: group.key }}
                        aria-label={`${group.name}, ${t(`stalled.pile.${pile}`)}: ${worth.count}`}
                        preload={false}
                      >
                        {figure(worth.count)}
                      </Link>
                    ) : (
                      <span className={styles.quiet}>0</span>
                    )}
                    {worth && worth.count > 0 && worth.amount && (
                      <span className={styles.sum}>
                        <Sum of={worth.amount} />
                      </span>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
