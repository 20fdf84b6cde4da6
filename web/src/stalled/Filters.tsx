import { useMe } from '../api/me';
import { NarrowChips } from '../narrow/NarrowChips';
import type { Dimension } from '../narrow/search';
import { Chip, Chips } from '../parts/Chips';
import { useWords } from '../words';
import { PILES, type Pile, pilesOf, type StalledSearch } from './search';
import styles from './stalled.module.css';

const GROUPS: readonly Dimension[] = ['owner', 'team', 'stage', 'line', 'process', 'version'];

/** Which pile, of whom, in which parts: all of it is the address. */
export function Filters({
  search,
  counts,
}: {
  search: StalledSearch;
  counts: Partial<Record<Pile, number>> | undefined;
}) {
  const { t } = useWords();
  const me = useMe();
  const { kind, pile = PILES[0], owner, by } = search;
  const mine = owner === 'me' || owner === me.id;
  const chip = (
    name: string,
    to: Partial<StalledSearch>,
    on: boolean,
    counted: { count?: number | undefined } = {},
  ) => (
    <Chip key={name} to="/stalled" search={{ ...search, ...to }} on={on} counted={'count' in counted} {...counted}>
      {name}
    </Chip>
  );
  return (
    <div className={styles.filters}>
      <Chips label={t('stalled.piles')}>
        {pilesOf(kind ?? 'sale').map((one) =>
          chip(t(`stalled.pile.${one}`), { pile: one }, one === pile, { count: counts?.[one] }),
        )}
      </Chips>
      <Chips label={t('stalled.narrow')}>
        {chip(t('stalled.sales'), { kind: undefined, pile: undefined }, kind === undefined)}
        {chip(t('stalled.leads'), { kind: 'lead', pile: undefined }, kind === 'lead')}
        <span className={styles.gap} />
        {chip(t('stalled.all'), { owner: undefined }, owner === undefined)}
        {chip(t('stalled.mine'), { owner: 'me' }, mine)}
      </Chips>
      <Chips label={t('stalled.groups')}>
        <span className={styles.by}>{t('stalled.by')}</span>
        {GROUPS.map((one) => chip(t(`narrow.by.${one}`), { by: one === by ? undefined : one }, one === by))}
      </Chips>
      <NarrowChips search={search} />
    </div>
  );
}
