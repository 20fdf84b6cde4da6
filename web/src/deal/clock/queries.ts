import { queryOptions } from '@tanstack/react-query';
import { api, type Shown, told } from '../../api/client';
import type { Kind } from '../queries';

export type Explained = Shown['ExplainableDeadline'];
export type Fired = Shown['FiredDeadline'];

/** What has fired, the latest first; or the one that is an event of the history. */
export const firedQuery = (kind: Kind, id: string, seq?: number) =>
  queryOptions({
    queryKey: ['deal', id, 'fired', seq ?? null],
    queryFn: async () => {
      const query = seq === undefined ? { limit: 20 } : { seq };
      const asked = { params: { path: { id }, query } };
      return kind === 'sale'
        ? await told(api.GET('/sales/{id}/deadlines/fired', asked))
        : await told(api.GET('/leads/{id}/deadlines/fired', asked));
    },
  });
