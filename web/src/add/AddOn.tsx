import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Shown, told } from '../api/client';
import { Dialog } from '../parts/Dialog';
import { LogContact } from '../records/LogContact';
import type { On, Ref } from '../records/on';
import { TaskAdd } from '../records/TaskAdd';
import { useWords } from '../words';
import styles from './add.module.css';

type Hit = Shown['SearchHit'];

/** A task on a lead or a sale: first which one, then what. */
export function AddTask({ close }: { close: () => void }) {
  const { t } = useWords();
  const [on, choose] = useState<Hit | null>(null);
  if (on) return <TaskAdd on={{ kind: on.kind === 'lead' ? 'lead' : 'sale', id: on.id }} close={close} />;
  return (
    <Dialog title={t('add.title.task')} close={close}>
      <HitPick label={t('add.whichDeal')} kinds="sale,lead" onChange={choose} />
    </Dialog>
  );
}

/** A call, a meeting, a mail: first with whom or about which deal, then what. */
export function AddContactWith({ close }: { close: () => void }) {
  const { t } = useWords();
  const [hit, choose] = useState<Hit | null>(null);
  if (hit) {
    const people: Ref[] = hit.kind === 'contact' ? [{ id: hit.id, name: hit.name }] : [];
    const on: On = { kind: hit.kind as On['kind'], id: hit.id };
    return <LogContact on={on} subject="" people={people} close={close} />;
  }
  return (
    <Dialog title={t('add.title.interaction')} close={close}>
      <HitPick label={t('add.withWhom')} kinds="account,contact,sale,lead" onChange={choose} />
    </Dialog>
  );
}

const PAUSE_MS = 150;

/** A record of several kinds, found as the search finds it; of deals those that are open. */
function HitPick({ label, kinds, onChange }: { label: string; kinds: string; onChange: (hit: Hit) => void }) {
  const { t } = useWords();
  const [typed, type] = useState('');
  const [asked] = useDebouncedValue(typed.trim(), PAUSE_MS);
  const found = useQuery({
    queryKey: ['search', 'pick', kinds, asked],
    enabled: asked !== '',
    placeholderData: (before) => before,
    queryFn: () => told(api.GET('/search', { params: { query: { q: asked, kinds, limit: 6 } } })),
  });
  const groups = (found.data?.groups ?? []).map(({ kind, items }) => ({
    kind,
    items: items.filter(({ open }) => open !== false),
  }));
  const hits = groups.flatMap(({ items }) => items);
  return (
    <div className={styles.form}>
      <Select
        label={label}
        data={groups
          .filter(({ items }) => items.length > 0)
          .map(({ kind, items }) => ({
            group: t(`search.${kind}`),
            items: items.map((hit) => ({ value: hit.id, label: labelOf(hit) })),
          }))}
        value={null}
        onChange={(id) => {
          const hit = hits.find((one) => one.id === id);
          if (hit) onChange(hit);
        }}
        filter={({ options }) => options}
        searchable
        onSearchChange={type}
        nothingFoundMessage={t(asked === '' ? 'add.type' : 'search.none')}
        data-autofocus
      />
    </div>
  );
}

const labelOf = ({ name, number, accounts }: Hit): string =>
  [number === null ? name : `${number} · ${name}`, accounts[0]?.name].filter(Boolean).join(', ');
