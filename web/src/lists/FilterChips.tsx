import { Button, UnstyledButton } from '@mantine/core';
import { IconFilterPlus, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useWords } from '../words';
import { conditionsOf, filterOf } from './conditions';
import { FilterDialog } from './FilterDialog';
import styles from './lists.module.css';
import { PATHS } from './search';
import { useConditionWords } from './use-condition-words';
import type { AskedOfView } from './use-list';

/** What the list is narrowed to: each condition a chip that is pressed to change it, and leaves it by its cross. */
export function FilterChips({ list }: { list: AskedOfView }) {
  const { t } = useWords();
  const words = useConditionWords(list.fields);
  const [editing, edit] = useState<number | 'new' | null>(null);
  const { search, view, entity, sort, asked, go } = list;
  const own = conditionsOf(search.filter ?? '');
  const ofView = conditionsOf(view?.filter ?? '');
  const filter = (now: readonly string[]) => (now.length > 0 ? filterOf(now) : undefined);
  /** A view less one of its conditions is no longer that view: what is left of it stands in the address. */
  const without = (at: number) => ({
    ...search,
    ...{ view: undefined, sort, columns: asked.columns },
    filter: filter([...ofView.filter((_, n) => n !== at), ...own]),
  });
  const keep = (now: string[]) => {
    const next = editing === 'new' ? [...own, ...now] : own.flatMap((one, n) => (n === editing ? now : one));
    go({ filter: filter([...new Set(next)]) });
    edit(null);
  };
  return (
    <section className={styles.filters} aria-label={t('lists.filters')}>
      {ofView.map((one, at) => (
        <span key={one} className={styles.chip} data-view>
          {words(one)}
          <Link to={PATHS[entity]} search={without(at)} aria-label={t('lists.without', { filter: words(one) })}>
            <IconX size={14} aria-hidden />
          </Link>
        </span>
      ))}
      {own.map((one, at) => (
        <span key={one} className={styles.chip}>
          <UnstyledButton onClick={() => edit(at)} title={one}>
            {words(one)}
          </UnstyledButton>
          <Link
            to={PATHS[entity]}
            search={{ ...search, filter: filter(own.filter((_, n) => n !== at)) }}
            aria-label={t('lists.without', { filter: words(one) })}
          >
            <IconX size={14} aria-hidden />
          </Link>
        </span>
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconFilterPlus size={16} aria-hidden />}
        onClick={() => edit('new')}
      >
        {t('lists.addFilter')}
      </Button>
      {editing !== null && (
        <FilterDialog
          list={list}
          condition={editing === 'new' ? undefined : own[editing]}
          keep={keep}
          close={() => edit(null)}
        />
      )}
    </section>
  );
}
