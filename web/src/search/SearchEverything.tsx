import { UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import {
  IconBriefcase,
  IconBuilding,
  IconSearch,
  IconTargetArrow,
  IconUser,
  type TablerIcon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { api, type Shown, told } from '../api/client';
import { Failed, Loading } from '../parts/State';
import { useWords } from '../words';
import { typedAhead } from './open';
import styles from './search.module.css';

type Hit = Shown['SearchHit'];

const [store, spotlight] = createSpotlight();
export const openSearch = spotlight.open;

const ICONS: Partial<Record<Hit['kind'], TablerIcon>> = {
  account: IconBuilding,
  contact: IconUser,
  lead: IconTargetArrow,
  sale: IconBriefcase,
};
const PAUSE_MS = 150;

/** Everything by a part of a name, a number, digits of a phone: one key away wherever one is. */
export function SearchEverything() {
  const { t } = useWords();
  const [typed, type] = useState('');
  const [asked] = useDebouncedValue(typed.trim(), PAUSE_MS);
  const navigate = useNavigate();
  const found = useQuery({
    queryKey: ['search', asked],
    enabled: asked !== '',
    placeholderData: (before) => before,
    queryFn: () =>
      told(api.GET('/search', { params: { query: { q: asked, kinds: 'sale,lead,account,contact', limit: 6 } } })),
  });
  const open = ({ kind, id }: Hit) => {
    if (kind === 'sale') void navigate({ to: '/sales/$id', params: { id } });
    if (kind === 'lead') void navigate({ to: '/leads/$id', params: { id } });
    if (kind === 'account') void navigate({ to: '/accounts/$id', params: { id } });
    if (kind === 'contact') void navigate({ to: '/contacts/$id', params: { id } });
  };
  const groups = asked === '' ? [] : (found.data?.groups ?? []).filter(({ items }) => items.length > 0);
  const hits = groups.flatMap(({ items }) => items);
  const behind = typed.trim() !== asked || found.isPlaceholderData || (asked !== '' && found.isPending);
  const { at, go, pressed } = useHits({ hits, behind, typed: typed.trim(), open });
  const chosen = behind ? undefined : hits[at];
  return (
    <Spotlight.Root
      store={store}
      shortcut={null}
      query={typed}
      onQueryChange={type}
      attributes={{ content: { 'aria-label': t('search.open') } }}
      transitionProps={{ duration: 0 }}
      scrollable
      maxHeight={480}
    >
      {/* Before the field's own keys, which know nothing of hits that are still on their way. */}
      <div onKeyDownCapture={pressed}>
        <Spotlight.Search
          placeholder={t('search.ask')}
          aria-label={t('search.ask')}
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={hits.length > 0}
          aria-controls={LIST}
          aria-activedescendant={chosen && idOf(chosen)}
          onFocus={() => type((typed) => typed + typedAhead())}
          leftSection={<IconSearch size={18} aria-hidden />}
        />
      </div>
      <VisuallyHidden role="status">
        {asked !== '' && !behind && found.isSuccess && t('search.count', { count: hits.length })}
      </VisuallyHidden>
      <Spotlight.ActionsList id={LIST} role="listbox" aria-label={t('search.found')}>
        {groups.map(({ kind, items }) => (
          <Spotlight.ActionsGroup key={kind} label={t(`search.${kind}`)} role="group" aria-label={t(`search.${kind}`)}>
            {items.map((hit) => (
              <HitRow key={hit.id} hit={hit} on={hit === chosen} open={() => go(hit)} />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {asked !== '' && found.isPending && <Loading rows={3} />}
        {asked !== '' && found.isError && <Failed fault={found.error} again={() => void found.refetch()} />}
        {asked !== '' && found.isSuccess && groups.length === 0 && (
          <Spotlight.Empty>{t('search.none')}</Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

const intoView = (row: HTMLElement | null) => row?.scrollIntoView({ block: 'nearest' });

const LIST = 'search-hits';
const idOf = ({ kind, id }: Hit): string => `search-${kind}-${id}`;

interface Hits {
  hits: readonly Hit[];
  /** What is shown is of less than what is typed. */
  behind: boolean;
  typed: string;
  open: (hit: Hit) => void;
}

/** Which hit is meant: the first, until arrows move on. Enter opens it; pressed before it is there, as soon as it is. */
function useHits({ hits, behind, typed, open }: Hits) {
  const [{ of, at }, move] = useState({ of: '', at: 0 });
  const [waiting, wait] = useState<string | null>(null);
  const here = of === typed ? Math.min(at, Math.max(0, hits.length - 1)) : 0;
  const go = (hit: Hit | undefined) => {
    wait(null);
    if (!hit) return;
    spotlight.close();
    open(hit);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: it goes on when the hits of what is typed have come, and then once
  useEffect(() => {
    if (waiting !== null && !behind) go(waiting === typed ? hits[0] : undefined);
  }, [waiting, behind]);
  return {
    at: here,
    go,
    pressed: (event: KeyboardEvent) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const enters = event.key === 'Enter' && !event.nativeEvent.isComposing && typed !== '';
      if (step === undefined && !enters) return;
      event.preventDefault();
      event.stopPropagation();
      if (step !== undefined) move({ of: typed, at: (here + step + hits.length) % Math.max(1, hits.length) });
      else if (behind) wait(typed);
      else go(hits[here]);
    },
  };
}

/** One thing that was found; it opens its screen. */
function HitRow({ hit, on, open }: { hit: Hit; on: boolean; open: () => void }) {
  const { t } = useWords();
  const Icon = ICONS[hit.kind] ?? IconSearch;
  const about = [
    hit.number !== null && t('number', { number: hit.number }),
    hit.about,
    ...hit.accounts.map(({ name }) => name).filter((name) => !hit.about?.includes(name)),
    hit.phone,
    hit.email,
    hit.owner?.name,
    hit.open === false && t('search.closed'),
  ];
  return (
    <UnstyledButton
      className={styles.action}
      id={idOf(hit)}
      tabIndex={-1}
      role="option"
      aria-selected={on}
      data-selected={on || undefined}
      ref={on ? intoView : undefined}
      onClick={open}
    >
      <span className={styles.hit}>
        <Icon size={20} aria-hidden />
        <span>
          {hit.name}
          <span className={styles.about}>{about.filter(Boolean).join(' · ')}</span>
        </span>
      </span>
    </UnstyledButton>
  );
}
