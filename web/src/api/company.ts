import { queryOptions, useQuery } from '@tanstack/react-query';
import { useWords } from '../words';
import { api, type Shown, told } from './client';

/** The people of the company, those who have left too. */
export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: async () => (await told(api.GET('/people'))).items,
});
export const teamsQuery = queryOptions({
  queryKey: ['teams'],
  queryFn: async () => (await told(api.GET('/teams'))).items,
});
/** The processes, each in the version that is in force. */
export const processesQuery = queryOptions({
  queryKey: ['processes'],
  queryFn: async () => (await told(api.GET('/processes'))).items,
});

/** What brings leads: all of them, however many. */
export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: async () => {
    const all: Shown['Source'][] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query: { limit: number; cursor?: string } = { limit: 500, ...(cursor !== '' && { cursor }) };
      const page: { items: Shown['Source'][]; next: string | null } = await told(
        api.GET('/sources', { params: { query } }),
      );
      all.push(...page.items);
      cursor = page.next;
    }
    return all;
  },
});

/** What a source is called, as far as that is known. */
export function useSourceName(): (key: string) => string {
  const { say } = useWords();
  const { data } = useQuery(sourcesQuery);
  return (key) => {
    const found = data?.find((one) => one.key === key.toLowerCase());
    return found ? say(found.name) : key;
  };
}

/** Who works here, for picking one. */
export const usePeople = (wanted: boolean) =>
  useQuery({ ...peopleQuery, enabled: wanted, select: (people) => people.filter(({ active }) => active) });

type Person = Awaited<ReturnType<NonNullable<typeof peopleQuery.queryFn>>>[number];

/** Whom work can be given to: a program has no inbox to find it in. */
export const useColleagues = (wanted: boolean) => useQuery({ ...peopleQuery, enabled: wanted, select: colleagues });

const colleagues = (people: Person[]) =>
  people.filter(({ active, roles }) => active && (roles.length === 0 || roles.some((role) => role !== 'integration')));
