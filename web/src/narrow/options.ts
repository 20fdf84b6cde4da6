import { useQueries, useQuery } from '@tanstack/react-query';
import { api, told } from '../api/client';
import { processesQuery, teamsQuery, usePeople } from '../api/company';
import { versionQuery } from '../deal/queries';
import { useNamesOf } from '../lists/use-value-name';
import { useWords } from '../words';
import type { Dimension } from './search';
import './words';

export interface Option {
  value: string;
  label: string;
}

const KEPT_MS = 600_000;

/** What deals there are say: those that stand still now, and those that were closed ever. */
const saidQuery = (by: 'source' | 'product' | 'region' | 'line' | 'version') => ({
  queryKey: ['said', by],
  staleTime: KEPT_MS,
  queryFn: async () => {
    const [open, closed] = await Promise.all([
      told(api.GET('/insight/stalled/groups', { params: { query: { by } } })),
      told(api.GET('/insight/sellers', { params: { query: { by, period: 'all time' } } })),
    ]);
    const found = new Map<string, string>();
    for (const { key, label } of closed.items) found.set(key, label);
    for (const { key, name } of open.items) found.set(key, name);
    return [...found].map(([value, label]) => ({ value, label }));
  },
});

const SAID = ['source', 'product', 'region', 'line', 'version'] as const;

/** What a dimension can be narrowed to, by name. Nothing is read before it is wanted. */
export function useOptions(dimension: Dimension | null): { options: Option[]; pending: boolean } {
  const { t, say } = useWords();
  const people = usePeople(dimension === 'owner');
  const teams = useQuery({ ...teamsQuery, enabled: dimension === 'team' });
  const processes = useQuery({ ...processesQuery, enabled: dimension === 'process' || dimension === 'stage' });
  const definitions = useQueries({
    queries: (dimension === 'stage' ? (processes.data ?? []) : []).map(({ key, version }) =>
      versionQuery(key, version),
    ),
    combine: (all) => all.flatMap(({ data }) => (data ? [data] : [])),
  });
  const saidOf = SAID.find((one) => one === dimension);
  const named = useNamesOf('lead', dimension === 'source' || dimension === 'region');
  const said = useQuery({ ...saidQuery(saidOf ?? 'source'), enabled: saidOf !== undefined });
  const nameOf = (value: string, label: string) =>
    dimension === 'product' || dimension === 'version' ? label || value : named(dimension ?? '', value);
  const byLabel = (options: Option[]) => [...options].sort((a, b) => a.label.localeCompare(b.label));
  const found = (): Option[] | undefined => {
    switch (dimension) {
      case 'owner':
        return (
          people.data && [
            { value: 'me', label: t('narrow.me') },
            ...byLabel(people.data.map(({ id, name }) => ({ value: id, label: name }))),
          ]
        );
      case 'team':
        return teams.data && byLabel(teams.data.map(({ key, name }) => ({ value: key, label: say(name) })));
      case 'process':
        return processes.data?.map(({ key, name }) => ({ value: key, label: say(name) }));
      case 'stage': {
        const stages = new Map<string, string>();
        for (const one of definitions)
          for (const [key, { name }] of Object.entries(one.stages)) stages.set(key, stages.get(key) ?? say(name));
        return [...stages].map(([value, label]) => ({ value, label }));
      }
      default:
        return (
          said.data &&
          byLabel(
            said.data.map(({ value, label }) => ({
              value,
              label: value === '' ? t('narrow.none') : nameOf(value, label),
            })),
          )
        );
    }
  };
  const options = found();
  return { options: options ?? [], pending: options === undefined };
}
