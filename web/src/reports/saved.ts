import { api, keyed, newKey, type Shown, told } from '../api/client';
import { queryClient } from '../api/query';
import type { Question } from './search';

export type Saved = Shown['SavedReport'];

/** Saved reports that are yours or shared with you, and which reports may be saved. */
export const savedQuery = { queryKey: ['reports'], queryFn: () => told(api.GET('/reports')) };

export const rereadSaved = () => queryClient.invalidateQueries({ queryKey: savedQuery.queryKey });

interface Said {
  name: string;
  question: Question;
  shared: Saved['shared'];
  teams: string[];
}

export const save = (report: string, said: Said): Promise<Saved> =>
  told(api.POST('/reports', { params: { header: keyed(newKey()) }, body: { report, ...said } }));

export const change = ({ id, revision }: Saved, said: Said): Promise<Saved> =>
  told(api.PUT('/reports/{id}', { params: { path: { id } }, body: { revision, ...said } }));

export const remove = (id: string) => told(api.DELETE('/reports/{id}', { params: { path: { id } } }));
