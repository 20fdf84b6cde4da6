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
import { useState } from 'react';
import { api, type Shown, told } from '../api/client';
import { useWords } from '../words';
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
  };
  const groups = asked === '' ? [] : (found.data?.groups ?? []).filter(({ items }) => items.length > 0);
  return (
    <Spotlight.Root
      store={store}
      shortcut={['mod + K', '/']}
      query={typed}
      onQueryChange={type}
      attributes={{ content: { 'aria-label': t('search.open') } }}
      transitionProps={{ duration: 0 }}
      scrollable
      maxHeight={480}
    >
      <Spotlight.Search
        placeholder={t('search.ask')}
        aria-label={t('search.ask')}
        leftSection={<IconSearch size={18} aria-hidden />}
      />
      <Spotlight.ActionsList aria-label={t('search.found')}>
        {groups.map(({ kind, items }) => (
          <Spotlight.ActionsGroup key={kind} label={t(`search.${kind}`)}>
            {items.map((hit) => (
              <HitRow key={hit.id} hit={hit} open={() => open(hit)} />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {asked !== '' && found.isSuccess && groups.length === 0 && (
          <Spotlight.Empty>{t('search.none')}</Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

/** What has a screen opens it; of a client the number and the address are there to be used. */
function HitRow({ hit, open }: { hit: Hit; open: () => void }) {
  const { t } = useWords();
  const Icon = ICONS[hit.kind] ?? IconSearch;
  const opens = hit.kind === 'sale' || hit.kind === 'lead';
  const about = [
    hit.number !== null && t('number', { number: hit.number }),
    hit.about,
    ...hit.accounts.map(({ name }) => name),
    hit.phone,
    hit.email,
    hit.owner?.name,
    hit.open === false && t('search.closed'),
  ];
  return (
    <Spotlight.Action onClick={open} disabled={!opens} closeSpotlightOnTrigger={opens}>
      <span className={styles.hit}>
        <Icon size={20} aria-hidden />
        <span>
          {hit.name}
          <span className={styles.about}>{about.filter(Boolean).join(' · ')}</span>
        </span>
      </span>
    </Spotlight.Action>
  );
}
