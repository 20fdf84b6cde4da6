import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Chip, Chips } from '../parts/Chips';
import { Failed, Loading, State } from '../parts/State';
import { ContactHistory } from '../records/ContactHistory';
import type { Ref } from '../records/on';
import { useWords } from '../words';
import styles from './clients.module.css';
import { contactsQuery, type Of, plannedQuery, type Story, storyQuery } from './queries';
import { StoryEntry } from './StoryEntry';
import { STORY_KINDS, type StoryKind } from './search';
import { dealItems, type StoryItem, storyOf } from './story-items';

interface StoryListProps {
  of: Of;
  kind: StoryKind | undefined;
  /** The people of the client, for what is planned with them. */
  people: readonly Ref[];
}

/** Everything that was between us and a client, the newest first, with who and when; narrowed by the address. Source: ONEC-09. */
export function StoryList({ of, kind, people }: StoryListProps) {
  const { t } = useWords();
  const story = useQuery(storyQuery(of));
  const contacts = useInfiniteQuery({
    ...contactsQuery(of, kind === 'deals' ? undefined : kind),
    enabled: kind !== 'deals',
  });
  const fault = story.error ?? contacts.error;
  const ready = story.data && (kind === 'deals' || contacts.data);
  return (
    <section className={styles.story} aria-label={t('clients.story.title')}>
      <Planned of={of} people={people} />
      <h2>{t('clients.story.title')}</h2>
      <Chips label={t('clients.story.narrow')}>
        {[undefined, ...STORY_KINDS].map((one) => (
          <Chip
            key={one ?? 'all'}
            to={of.kind === 'account' ? '/accounts/$id' : '/contacts/$id'}
            params={{ id: of.id }}
            search={one ? { kind: one } : {}}
            on={kind === one}
          >
            {t(`clients.story.kind.${one ?? 'all'}`)}
          </Chip>
        ))}
      </Chips>
      {fault && !ready ? (
        <Failed fault={fault} again={() => void Promise.all([story.refetch(), contacts.refetch()])} />
      ) : ready ? (
        <Entries items={itemsOf(story.data, contacts, kind)} story={story.data} filtered={kind !== undefined} />
      ) : (
        <Loading rows={4} />
      )}
      {kind !== 'deals' && contacts.hasNextPage && (
        <Button variant="default" loading={contacts.isFetchingNextPage} onClick={() => void contacts.fetchNextPage()}>
          {t('inbox.more')}
        </Button>
      )}
    </section>
  );
}

/** What is planned with a client: held, moved or called off from here. */
function Planned({ of, people }: { of: Of; people: readonly Ref[] }) {
  const { t } = useWords();
  const { data } = useQuery(plannedQuery(of));
  if (!data || data.items.length === 0) return null;
  return (
    <section className={styles.planned}>
      <h2>{t('clients.planned')}</h2>
      <ContactHistory on={of} items={data.items} people={people} />
    </section>
  );
}

interface Read {
  data?: { pages: { items: Parameters<typeof storyOf>[0] }[] } | undefined;
  hasNextPage: boolean;
}

function itemsOf(story: Story, contacts: Read, kind: StoryKind | undefined): StoryItem[] {
  const deals = [...story.leads, ...story.sales];
  if (kind === 'deals') return dealItems(deals);
  const read = (contacts.data?.pages ?? []).flatMap((page) => page.items);
  return storyOf(read, kind === undefined ? deals : [], !contacts.hasNextPage);
}

function Entries({ items, story, filtered }: { items: readonly StoryItem[]; story: Story; filtered: boolean }) {
  const { t } = useWords();
  if (items.length === 0) return <State title={t(filtered ? 'clients.story.noneSuch' : 'clients.story.none')} />;
  const deals = new Map([...story.leads, ...story.sales].map((deal) => [deal.id, deal]));
  return (
    <ol className={styles.entries}>
      {items.map((item) => (
        <StoryEntry key={item.key} item={item} deals={deals} />
      ))}
    </ol>
  );
}
