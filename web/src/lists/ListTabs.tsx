import { useQuery } from '@tanstack/react-query';
import { api, told } from '../api/client';
import { useMayI } from '../api/me';
import { Chip, Chips } from '../parts/Chips';
import { useWords } from '../words';
import { type Entity, PATHS } from './search';

const ALL: readonly Entity[] = ['lead', 'sale', 'account', 'contact'];

export type ListTab = Entity | 'queue' | 'lists' | 'imports' | 'doubles';

const EVERY_MS = 300_000;

/** How many pairs of organisations wait for somebody to say whether they are one. */
const doublesQuery = {
  queryKey: ['doubles', 'pairs', 'waiting'],
  staleTime: EVERY_MS,
  queryFn: async () => {
    const query = { entity: 'account', status: 'open', limit: 1, count: 'true' } as const;
    return (await told(api.GET('/duplicates', { params: { query } }))).total;
  },
};

/** From one list to another, the queue of leads and the lists of organisations among them. */
export function ListTabs({ on }: { on: ListTab }) {
  const { t } = useWords();
  const mayClaim = useMayI('lead.claim');
  const mayList = useMayI('account-list.read');
  const mayImport = useMayI('import.create');
  const maySettle = useMayI('duplicate.read');
  const { data: doubles } = useQuery({ ...doublesQuery, enabled: maySettle });
  return (
    <Chips label={t('lists.tabs')}>
      {ALL.map((entity) => (
        <Chip key={entity} to={PATHS[entity]} search={{}} on={on === entity}>
          {t(`lists.of.${entity}`)}
        </Chip>
      ))}
      {mayClaim && (
        <Chip to="/leads/queue" on={on === 'queue'}>
          {t('lists.queue')}
        </Chip>
      )}
      {mayList && (
        <Chip to="/clients/lists" on={on === 'lists'}>
          {t('lists.lists')}
        </Chip>
      )}
      {maySettle && (
        <Chip to="/duplicates" search={{}} on={on === 'doubles'} counted={!!doubles} count={doubles}>
          {t('lists.doubles')}
        </Chip>
      )}
      {mayImport && (
        <Chip to="/imports" on={on === 'imports'}>
          {t('lists.imports')}
        </Chip>
      )}
    </Chips>
  );
}
