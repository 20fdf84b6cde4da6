import { useSuspenseQuery } from '@tanstack/react-query';
import { api, Refused, type Shown, told } from './client';
import { ended } from './session';

export type Me = Shown['Me'];

/** Who is here: null for nobody. */
export const meQuery = {
  queryKey: ['me'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async (): Promise<Me | null> => {
    try {
      return await told(api.GET('/me'));
    } catch (fault) {
      if (!(fault instanceof Refused) || fault.status !== 401) throw fault;
      ended.set(false);
      return null;
    }
  },
};

/** Who is here, below the sign-in. */
export function useMe(): Me {
  const { data } = useSuspenseQuery(meQuery);
  if (!data) throw new Error('Nobody is signed in.');
  return data;
}

export const useMayI = (right: string): boolean => useMe().rights.includes(right);
