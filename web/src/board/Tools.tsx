import { NativeSelect } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { NarrowChips } from '../narrow/NarrowChips';
import { Chip, Chips } from '../parts/Chips';
import { useWords } from '../words';
import styles from './board.module.css';
import type { boardQuery } from './queries';
import { type BoardSearch, BY, LIGHTS } from './search';

type BoardData = Awaited<ReturnType<NonNullable<ReturnType<typeof boardQuery>['queryFn']>>>;

/** Which board it is, what it is narrowed to, and how it is shown: all of it the address. */
export function Tools({ search, board }: { search: BoardSearch; board: BoardData }) {
  const { t, say } = useWords();
  const navigate = useNavigate({ from: '/board' });
  const { process, processes, columns } = board;
  const { kind, light, view } = search;
  const open = columns.filter(({ ending }) => !ending);
  const total = (of: (column: (typeof open)[number]) => number) => open.reduce((sum, one) => sum + of(one), 0);
  return (
    <div className={styles.tools}>
      <div className={styles.which}>
        <Chips label={t('board.kind')}>
          <Chip to="/board" search={{ view }} on={kind === undefined}>
            {t('board.sales')}
          </Chip>
          <Chip to="/board" search={{ kind: 'lead', view }} on={kind === 'lead'}>
            {t('board.leads')}
          </Chip>
        </Chips>
        {processes.length > 1 && (
          <NativeSelect
            size="xs"
            aria-label={t('board.process')}
            value={process?.key ?? ''}
            data={processes.map(({ key, name, count }) => ({
              value: key,
              label: t('board.processCount', { name: say(name), count }),
            }))}
            onChange={({ currentTarget: { value } }) =>
              void navigate({ search: (was) => ({ ...was, process: value, stage: undefined }) })
            }
          />
        )}
        <Chips label={t('board.views')}>
          <Chip to="/board" search={{ ...search, view: undefined }} on={view === undefined}>
            {t('board.asBoard')}
          </Chip>
          <Chip to="/board" search={{ ...search, view: 'list' }} on={view === 'list'}>
            {t('board.asList')}
          </Chip>
        </Chips>
      </div>
      <div className={styles.which}>
        <Chips label={t('board.lights')}>
          <Chip
            to="/board"
            search={{ ...search, light: undefined }}
            on={!light}
            counted
            count={total(({ count }) => count)}
          >
            {t('board.all')}
          </Chip>
          {LIGHTS.map((one) => ({ one, count: total(({ lights }) => lights[one]?.count ?? 0) }))
            .filter(({ one, count }) => count > 0 || light === one)
            .map(({ one, count }) => (
              <Chip key={one} to="/board" search={{ ...search, light: one }} on={light === one} counted count={count}>
                {t(`light.${one}`)}
              </Chip>
            ))}
        </Chips>
        <NarrowChips search={search} by={BY} />
      </div>
    </div>
  );
}
