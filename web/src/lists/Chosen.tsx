import { Button, CloseButton, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMayI } from '../api/me';
import { ACTS } from '../bulk/acts';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import type { Meant } from './DoWithMany';
import styles from './lists.module.css';
import type { AskedOfView } from './use-list';
import type { useRows } from './use-rows';

interface ChosenProps {
  list: AskedOfView;
  chosen: ReadonlySet<string>;
  choose: (ids: ReadonlySet<string>) => void;
  rows: ReturnType<typeof useRows>;
  ask: (meant: Meant) => void;
}

/** What may be done with the rows that are chosen, or with all that the list holds. */
export function Chosen({ list, chosen, choose, rows, ask }: ChosenProps) {
  const { t } = useWords();
  const { figure } = useFormat();
  const [all, setAll] = useState(false);
  if (chosen.size === 0 && all) setAll(false);
  if (chosen.size === 0) return null;
  const total = rows.total ?? rows.rows.length;
  const those = rows.rows.filter(({ id }) => chosen.has(id));
  const { view, filter } = list.asked;
  const from = all ? { ...(view && { view }), ...(filter && { filter }) } : undefined;
  const meant = { those, from, count: all ? total : those.length };
  const { entity } = list;
  const end = () => choose(new Set());
  return (
    <section className={styles.chosen} aria-label={t('lists.chosenOnes')}>
      <strong role="status">
        {all ? t('lists.allChosen', { count: total, shown: figure(total) }) : t('lists.chosen', { count: chosen.size })}
      </strong>
      {!all && total > chosen.size && (
        <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
          {t('lists.chooseAllThat', { count: total, shown: figure(total) })}
        </Button>
      )}
      {entity === 'lead' || entity === 'sale' ? (
        <DealActs kind={entity} meant={meant} ask={ask} />
      ) : (
        <ClientActs kind={entity} meant={meant} ask={ask} />
      )}
      <CloseButton aria-label={t('lists.unchoose')} onClick={end} />
    </section>
  );
}

interface ActsProps<Kind> {
  kind: Kind;
  meant: Omit<Meant, 'act'>;
  ask: (meant: Meant) => void;
}

function DealActs({ kind, meant, ask }: ActsProps<'lead' | 'sale'>) {
  const { t } = useWords();
  const may = useMayI(`${kind}.command`);
  const [one, ...others] = meant.those;
  if (!may) return null;
  return (
    <>
      {kind === 'lead' && one && others.length === 0 && !meant.from && (
        <Button
          size="compact-sm"
          renderRoot={(given) => <Link {...given} to="/leads/$id" params={{ id: one.id }} hash="qualify" />}
        >
          {t('lists.qualify')}
        </Button>
      )}
      <Menu position="top-start">
        <Menu.Target>
          <Button size="compact-sm" variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
            {t('lists.act')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {ACTS.map((act) => (
            <Menu.Item key={act} onClick={() => ask({ ...meant, act })}>
              {t(`bulk.act.${act}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

function ClientActs({ kind, meant, ask }: ActsProps<'account' | 'contact'>) {
  const { t } = useWords();
  const mayList = useMayI('account-list.change') && kind === 'account';
  const mayChange = useMayI(`${kind}.change`);
  return (
    <>
      {mayList && (
        <Button size="compact-sm" variant="default" onClick={() => ask({ ...meant, act: 'list' })}>
          {t('lists.addToList')}
        </Button>
      )}
      {mayChange && !meant.from && (
        <Button size="compact-sm" variant="default" onClick={() => ask({ ...meant, act: 'give' })}>
          {t('lists.give')}
        </Button>
      )}
    </>
  );
}
